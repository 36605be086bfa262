using System.Text.Json;
using RedisAi.AspNetCore.Http;
using RedisAi.AspNetCore.Json;

namespace RedisAi.AspNetCore.OpenInference;

/// <summary>An input of which some properties were read, in whatever order they came.</summary>
/// <remarks>A mutable struct that owns a tensor: keep it in one local, and dispose it exactly once.</remarks>
internal struct InputDraft : IDisposable
{
    private AiTensor? _tensor;
    private int _dataStart;
    private int _dataLength;
    private bool _hasData;

    /// <summary>The input of the model that has its name.</summary>
    public TensorSpec? Spec { get; set; }

    public TensorShape? Shape { get; set; }

    /// <summary>The type; undefined until it was read.</summary>
    public TensorDataType DataType { get; set; }

    /// <summary>The bytes that follow the text for it; null for none.</summary>
    public long? BinaryBytes { get; set; }

    /// <summary>Reads the data if it is known what they are to be, or else notes where they are.</summary>
    public void ReadData(ref Utf8JsonReader json, string model)
    {
        json.Read();
        if (_hasData)
        {
            throw new RequestRefusedException("An input has 'data' twice.");
        }

        _hasData = true;
        if (Spec is not null && Shape is not null && DataType != TensorDataType.Undefined)
        {
            Make(ref json, model);
            return;
        }

        _dataStart = (int)json.TokenStartIndex;
        json.Skip();
        _dataLength = (int)json.BytesConsumed - _dataStart;
    }

    /// <summary>Makes the tensor, when all properties were read.</summary>
    public void Complete(ReadOnlySpan<byte> text, ref BinaryTail tail, in RequestScope scope)
    {
        if (Spec is null)
        {
            throw new RequestRefusedException($"One of the 'inputs' has no 'name'; model '{scope.Model}' takes {scope.InputNames}.");
        }

        if (scope.Request.Inputs.TryGet(Spec.Name, out _))
        {
            throw new RequestRefusedException($"The input '{Spec.Name}' comes twice.");
        }

        if (Shape is null || DataType == TensorDataType.Undefined)
        {
            throw new RequestRefusedException($"The input '{Spec.Name}' has no '{(Shape is null ? "shape" : "datatype")}'.");
        }

        if (_hasData == BinaryBytes.HasValue)
        {
            throw new RequestRefusedException(_hasData
                ? $"The input '{Spec.Name}' has both 'data' and a 'binary_data_size'; give one of them."
                : $"The input '{Spec.Name}' has no 'data', and no 'binary_data_size' in its 'parameters'.");
        }

        if (BinaryBytes is { } bytes)
        {
            ThrowIfOtherType(scope.Model);
            _tensor = TensorBinary.Read(DataType, FittingShape(), tail.Take(bytes, Spec.Name), Spec.Name);
        }
        else if (_tensor is null)
        {
            Utf8JsonReader json = new(text.Slice(_dataStart, _dataLength), RequestReader.Options);
            json.Read();
            Make(ref json, scope.Model);
        }
    }

    /// <summary>Hands the tensor over.</summary>
    public AiTensor Take()
    {
        AiTensor tensor = _tensor!;
        _tensor = null;
        return tensor;
    }

    public readonly void Dispose() => _tensor?.Dispose();

    private void Make(ref Utf8JsonReader json, string model)
    {
        ThrowIfOtherType(model);
        _tensor = JsonTensorReader.Read(ref json, DataType, FittingShape(), DataTypeName.Of(DataType).Value, Spec!.Name);
    }

    /// <summary>A scalar may be sent as one element on one axis: not all clients can write a shape without axes.</summary>
    private readonly TensorShape FittingShape() =>
        Spec!.Shape is { IsRankKnown: true, Rank: 0 } && Shape is { Rank: 1, ElementCount: 1 } ? TensorShape.Scalar : Shape!;

    private readonly void ThrowIfOtherType(string model)
    {
        if (Spec!.DataType != DataType && Spec.DataType != TensorDataType.Undefined)
        {
            throw new RequestRefusedException($"Input '{Spec.Name}' of model '{model}' is sent as {DataTypeName.Of(DataType)}; the model takes {DataTypeName.Of(Spec.DataType)}.");
        }
    }
}
