using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using RedisAi.Tensors;

namespace RedisAi.Backends.Torch.Interop;

/// <summary>What the shim calls back: finds the call that is running, and keeps what it throws from crossing native code.</summary>
internal static unsafe class TorchHost
{
    private const string KeyOfTensor = "The key of the tensor";

    public static RaitHost Callbacks => new()
    {
        Retain = &Retain,
        Release = &Release,
        ExecuteCommand = &ExecuteCommand,
        RunModel = &RunModel,
        GetTensor = &GetTensor,
        SetTensor = &SetTensor,
    };

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static nint Retain(nint context, nint owner)
    {
        try
        {
            return RetainedTensor.HandOver(TorchRun.FromContext(context).InputOf(owner).AddReference());
        }
#pragma warning disable CA1031 // Nothing may cross native code; the shim copies what it cannot retain.
        catch (Exception)
#pragma warning restore CA1031
        {
            return 0;
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Release(nint retained)
    {
        try
        {
            RetainedTensor.Release(retained);
        }
#pragma warning disable CA1031 // The owner's code may run here, for whom there is nobody to throw to, as on the finalizer thread.
        catch (Exception)
#pragma warning restore CA1031
        {
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int ExecuteCommand(nint context, RaitText command, RaitText* arguments, long count, RaitReply** reply, RaitText* error)
    {
        TorchRun run = TorchRun.BeginCallback(context);
        try
        {
            string name = Decode(in command, "The command");
            string[] texts = new string[checked((int)count)];
            for (int i = 0; i < texts.Length; i++)
            {
                texts[i] = DecodeArgument(in arguments[i], i, name);
            }

            KeyspaceReply answer = run.Host.ExecuteCommand(name, texts);
            *reply = Encode(in answer, name, run.Arena);
            return (int)RaitStatus.Ok;
        }
#pragma warning disable CA1031 // Nothing may cross native code; the run throws it with the script's line.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            return run.Fail(failure, error);
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int RunModel(nint context, RaitText key, RaitTensor* inputs, long inputCount, RaitTensor* outputs, long outputCount, RaitText* error)
    {
        TorchRun run = TorchRun.BeginCallback(context);
        TensorValue[] given = [];
        int taken = 0;
        try
        {
            given = new TensorValue[checked((int)inputCount)];
            while (taken < given.Length)
            {
                // Counted first: what cannot be taken over is freed there.
                int next = taken++;
                given[next] = TorchTensors.TakeOver(in inputs[next]);
            }

            TensorValue[] results = new TensorValue[checked((int)outputCount)];
            run.Host.RunModel(Decode(in key, "The key of the model"), given, results);
            TorchTensors.HandOver(results, outputs, run.Arena);
            return (int)RaitStatus.Ok;
        }
#pragma warning disable CA1031 // Nothing may cross native code; the run throws it with the script's line.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            return run.Fail(failure, error);
        }
        finally
        {
            TorchTensors.GiveBack(given, inputs, taken, inputCount);
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int GetTensor(nint context, RaitText key, RaitTensor* value, RaitText* error)
    {
        TorchRun run = TorchRun.BeginCallback(context);
        try
        {
            // A key of the store is looked up by its characters; up to here without a string.
            Span<char> characters = stackalloc char[256];
            TorchTensors.HandOver(run.Host.GetTensor(Decode(in key, characters)), value, run.Arena);
            return (int)RaitStatus.Ok;
        }
#pragma warning disable CA1031 // Nothing may cross native code; the run throws it with the script's line.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            return run.Fail(failure, error);
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int SetTensor(nint context, RaitText key, RaitTensor* value, RaitText* error)
    {
        TorchRun run = TorchRun.BeginCallback(context);
        try
        {
            TensorValue given = TorchTensors.TakeOver(in *value);
            try
            {
                run.Host.SetTensor(Decode(in key, KeyOfTensor), in given);
            }
            finally
            {
                given.Release();
            }

            return (int)RaitStatus.Ok;
        }
#pragma warning disable CA1031 // Nothing may cross native code; the run throws it with the script's line.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            return run.Fail(failure, error);
        }
    }

    private static string Decode(in RaitText text, string what)
    {
        try
        {
            return text.Decode();
        }
        catch (DecoderFallbackException error)
        {
            throw Utf8Text.Undecodable(what, error);
        }
    }

    private static string DecodeArgument(in RaitText text, int index, string command)
    {
        try
        {
            return text.Decode();
        }
        catch (DecoderFallbackException error)
        {
            throw Utf8Text.Undecodable($"Argument {index} of the command '{command}' (counted from 0)", error);
        }
    }

    /// <summary>The key of a tensor, in the characters given if there are enough.</summary>
    private static ReadOnlySpan<char> Decode(in RaitText key, Span<char> characters)
    {
        ReadOnlySpan<byte> utf8 = key.Bytes;
        try
        {
            return utf8.Length <= characters.Length ? characters[..Utf8Text.Strict.GetChars(utf8, characters)] : key.Decode();
        }
        catch (DecoderFallbackException error)
        {
            throw Utf8Text.Undecodable(KeyOfTensor, error);
        }
    }

    private static RaitReply* Encode(in KeyspaceReply reply, string command, NativeArena arena)
    {
        try
        {
            return RaitReplies.Write(in reply, arena);
        }
        catch (EncoderFallbackException error)
        {
            throw new InvalidOperationException($"The reply to the command '{command}' {Utf8Text.Unencodable}", error);
        }
    }
}
