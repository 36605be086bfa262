using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using RedisAi.Tensors;

namespace RedisAi.Backends.Torch.Interop;

/// <summary>What the shim calls back: finds the call that is running, and keeps what it throws from crossing native code.</summary>
internal static unsafe class TorchHost
{
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
        TorchRun run = TorchRun.FromContext(context);
        try
        {
            string[] texts = new string[checked((int)count)];
            for (int i = 0; i < texts.Length; i++)
            {
                texts[i] = arguments[i].ToString();
            }

            *reply = RaitReplies.Write(run.Host.ExecuteCommand(command.ToString(), texts), run.Arena);
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
        TorchRun run = TorchRun.FromContext(context);
        TensorValue[] given = new TensorValue[checked((int)inputCount)];
        try
        {
            for (int i = 0; i < given.Length; i++)
            {
                given[i] = TorchTensors.TakeOver(in inputs[i]);
            }

            TensorValue[] results = new TensorValue[checked((int)outputCount)];
            run.Host.RunModel(key.ToString(), given, results);
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
            foreach (TensorValue value in given)
            {
                if (!value.IsEmpty)
                {
                    value.Release();
                }
            }
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int GetTensor(nint context, RaitText key, RaitTensor* value, RaitText* error)
    {
        TorchRun run = TorchRun.FromContext(context);
        try
        {
            // A key of the store is looked up by its characters; up to here without a string.
            Span<char> characters = stackalloc char[256];
            ReadOnlySpan<byte> utf8 = key.Bytes;
            ReadOnlySpan<char> name = utf8.Length <= characters.Length ? characters[..Encoding.UTF8.GetChars(utf8, characters)] : key.ToString();
            TorchTensors.HandOver(run.Host.GetTensor(name), value, run.Arena);
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
        TorchRun run = TorchRun.FromContext(context);
        try
        {
            TensorValue given = TorchTensors.TakeOver(in *value);
            try
            {
                run.Host.SetTensor(key.ToString(), in given);
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
}
