using RedisAi.Backends.Torch.Interop;
using RedisAi.Tensors;

namespace RedisAi.Backends.Torch;

/// <summary>Brings outputs of a run into tensors.</summary>
internal static unsafe class TorchOutputs
{
    /// <summary>Up to here copying an output into pooled memory is cheaper than an object that keeps libtorch's.</summary>
    private const long CopyLimit = 4096;

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
            return Strings(shape, (RaitText*)output.Data);
        }

        long bytes = TensorValue.ByteLengthOf(type, shape);
        if (bytes > CopyLimit)
        {
            return TensorValue.FromNative(type, shape, (nint)output.Data, new TorchTensorOwner(run.TakeOutput(index), bytes));
        }

        TensorValue copy = TensorValue.Allocate(type, shape);
        Buffer.MemoryCopy(output.Data, (void*)copy.Pointer, bytes, bytes);
        return copy;
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
                outputs.Add(Take(run, i, in results[i]), results[i].Name.Length == 0 ? null : results[i].Name.ToString());
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

    private static TensorValue Strings(TensorShape shape, RaitText* texts)
    {
        string[] values = new string[checked((int)shape.ElementCount)];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = texts[i].ToString();
        }

        return TensorValue.CreateStrings(shape, values);
    }
}
