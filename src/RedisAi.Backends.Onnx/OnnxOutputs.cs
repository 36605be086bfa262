using RedisAi.Backends.Onnx.Interop;
using RedisAi.Tensors;

namespace RedisAi.Backends.Onnx;

/// <summary>Brings outputs into tensors: memory of ours that was given beforehand, or what the runtime allocated.</summary>
internal static class OnnxOutputs
{
    /// <summary>The native value of an output that was just allocated and that nobody else refers to.</summary>
    /// <param name="output">The output.</param>
    /// <param name="shape">Its shape in the graph.</param>
    public static nint ValueOver(in TensorValue output, TensorShape shape)
    {
        if (output.Native is OrtTensor kept)
        {
            if (!kept.Matches(in output, shape))
            {
                kept.Describe(in output, shape);
            }

            return kept.Value;
        }

        // Another backend's, of an earlier life of this memory.
        output.DetachNative()?.Dispose();
        OrtTensor created = new(in output, shape);
        output.TryAttachNative(created);
        return created.Value;
    }

    /// <summary>Takes over the values that the runtime allocated: those for which there is no tensor yet.</summary>
    /// <exception cref="BackendException">An output is no tensor.</exception>
    public static void Take(ModelSignature signature, FlatOutputs? flat, ReadOnlySpan<nint> values, Span<TensorValue> outputs)
    {
        int taken = 0;
        try
        {
            for (; taken < values.Length; taken++)
            {
                if (outputs[taken].IsEmpty)
                {
                    OrtHandle.CountCreated();
                    outputs[taken] = TakeOne(signature.Outputs[taken].Name, flat is not null && flat[taken], values[taken]);
                }
            }
        }
        catch
        {
            // Those after the one that failed are still the runtime's.
            for (int i = taken + 1; i < values.Length; i++)
            {
                if (outputs[i].IsEmpty && values[i] != 0)
                {
                    OrtHandle.CountCreated();
                    OrtValues.Release(values[i]);
                }
            }

            throw;
        }
    }

    private static TensorValue TakeOne(string name, bool isFlat, nint value)
    {
        bool kept = false;
        try
        {
            if (value == 0 || !OrtValues.IsTensor(value))
            {
                throw new BackendException(OrtStatus.BackendName, 0, $"The output '{name}' is not a tensor.");
            }

            (int elementType, TensorShape inGraph) = OrtValues.Describe(value);
            TensorShape shape = isFlat ? FlatOutputs.Flat(name, inGraph) : inGraph;
            TensorDataType dataType = OrtElement.FromNative(elementType)
                ?? throw new BackendException(OrtStatus.BackendName, 0, $"The output '{name}' has elements of ONNX type {elementType}, which no tensor here holds.");
            if (dataType == TensorDataType.String)
            {
                return TensorValue.CreateStrings(shape, OrtStrings.Read(value, checked((int)shape.ElementCount)));
            }

            nint data = OrtValues.Data(value);
            TensorValue tensor = Copy(dataType, shape, data, out nint byteLength);
            if (tensor.IsEmpty)
            {
                tensor = TensorValue.FromNative(dataType, shape, data, new OrtTensor(value, data, dataType, inGraph, byteLength));
                kept = true;
            }

            return tensor;
        }
        finally
        {
            if (!kept)
            {
                OrtValues.Release(value);
            }
        }
    }

    /// <summary>Copies a small output; gives an empty value for a large one.</summary>
    private static TensorValue Copy(TensorDataType dataType, TensorShape shape, nint data, out nint byteLength)
    {
        byteLength = TensorValue.ByteLengthOf(dataType, shape);
        return byteLength <= NativeTensor.CopyLimit ? TensorValue.Create(dataType, shape, OrtValues.Bytes(data, (int)byteLength)) : default;
    }
}
