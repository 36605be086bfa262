using System.Text;
using RedisAi.Backends.Torch.Interop;
using RedisAi.Tensors;

namespace RedisAi.Backends.Torch;

/// <summary>Brings outputs of a run into tensors.</summary>
internal static class TorchOutputs
{
    /// <summary>Takes an output over; gives an empty value where it is None.</summary>
    public static TensorValue Take(TorchRun run, int index, in RaitTensor output)
    {
        if (output.Rank < 0)
        {
            return default;
        }

        TensorDataType type = TorchElement.FromNative(output.Type);
        TensorShape shape = TorchTensors.ShapeOf(in output);
        if (type == TensorDataType.String)
        {
            run.ClearOutputsAtEnd();
            return Strings(index, shape, in output);
        }

        long bytes = TensorValue.ByteLengthOf(type, shape);
        if (bytes > NativeTensor.CopyLimit)
        {
            return TensorValue.FromNative(type, shape, output.Address, new TorchTensorOwner(run.TakeOutput(index), bytes));
        }

        return TensorValue.Create(type, shape, output.Bytes(bytes));
    }

    /// <summary>Runs a function of which only the run tells the outputs, and takes them over, with the names that they have in a dictionary.</summary>
    public static void Run(
        TorchRun run, int function, ReadOnlySpan<TensorValue> inputs, ReadOnlySpan<string> keys, ReadOnlySpan<string> args, IScriptHost? host, RunOutputs outputs)
    {
        try
        {
            ReadOnlySpan<RaitTensor> results = run.Run(function, inputs, keys, args, host);
            for (int i = 0; i < results.Length; i++)
            {
                // First what may be refused: what is taken must be kept.
                string? key = KeyOf(i, in results[i]);
                outputs.Add(Take(run, i, in results[i]), key);
            }
        }
        catch
        {
            run.ClearOutputs();
            throw;
        }
        finally
        {
            run.End();
        }
    }

    /// <summary>The key of an output in a dictionary, or null.</summary>
    private static string? KeyOf(int index, in RaitTensor output)
    {
        try
        {
            return output.Name.Length == 0 ? null : output.Name.Decode();
        }
        catch (DecoderFallbackException error)
        {
            throw Utf8Text.Undecodable($"The key of output {index} (counted from 0)", error);
        }
    }

    private static TensorValue Strings(int index, TensorShape shape, in RaitTensor output)
    {
        ReadOnlySpan<RaitText> texts = output.Texts(shape.ElementCount);
        string[] values = new string[texts.Length];
        try
        {
            for (int i = 0; i < values.Length; i++)
            {
                values[i] = texts[i].Decode();
            }
        }
        catch (DecoderFallbackException error)
        {
            throw Utf8Text.Undecodable($"Output {index} (counted from 0)", error);
        }

        return TensorValue.CreateStrings(shape, values);
    }
}
