using System.Runtime.InteropServices;

namespace RedisAi.Backends.Onnx.Interop;

/// <summary>Reads what a session takes and gives.</summary>
internal static unsafe class OrtSignatureReader
{
    /// <exception cref="ModelLoadException">An input or output is no tensor, or of an element type that no tensor of ours has.</exception>
    public static ModelSignature Read(OrtSessionHandle session)
    {
        OrtApi api = OrtRuntime.Instance.Api;
        nuint inputs;
        nuint outputs;
        api.ThrowIfFailed(api.SessionGetInputCount(session.Value, &inputs));
        api.ThrowIfFailed(api.SessionGetOutputCount(session.Value, &outputs));
        return new ModelSignature(
            [.. Enumerable.Range(0, (int)inputs).Select(index => ReadOne(session, "input", (nuint)index))],
            [.. Enumerable.Range(0, (int)outputs).Select(index => ReadOne(session, "output", (nuint)index))]);
    }

    private static TensorSpec ReadOne(OrtSessionHandle session, string kind, nuint index)
    {
        OrtApi api = OrtRuntime.Instance.Api;
        bool isInput = kind == "input";
        byte* utf8Name;
        api.ThrowIfFailed(isInput
            ? api.SessionGetInputName(session.Value, index, OrtRuntime.Instance.Allocator, &utf8Name)
            : api.SessionGetOutputName(session.Value, index, OrtRuntime.Instance.Allocator, &utf8Name));
        string name = Marshal.PtrToStringUTF8((nint)utf8Name) ?? "";
        api.ThrowIfFailed(api.AllocatorFree(OrtRuntime.Instance.Allocator, utf8Name));

        nint typeInfo;
        api.ThrowIfFailed(isInput
            ? api.SessionGetInputTypeInfo(session.Value, index, &typeInfo)
            : api.SessionGetOutputTypeInfo(session.Value, index, &typeInfo));
        try
        {
            return ReadType(api, typeInfo, kind, name);
        }
        finally
        {
            api.ReleaseTypeInfo(typeInfo);
        }
    }

    private static TensorSpec ReadType(OrtApi api, nint typeInfo, string kind, string name)
    {
        int onnxType;
        api.ThrowIfFailed(api.GetOnnxTypeFromTypeInfo(typeInfo, &onnxType));
        if (onnxType != 1)
        {
            throw new ModelLoadException($"Its {kind} '{name}' is {NameOf(onnxType)}, not a tensor. {Advice(onnxType)}");
        }

        // The cast gives a view into typeInfo; it is not released on its own.
        nint tensorInfo;
        api.ThrowIfFailed(api.CastTypeInfoToTensorInfo(typeInfo, &tensorInfo));
        int elementType;
        api.ThrowIfFailed(api.GetTensorElementType(tensorInfo, &elementType));
        TensorDataType dataType = OrtElement.FromNative(elementType)
            ?? throw new ModelLoadException($"Its {kind} '{name}' has elements of ONNX type {elementType}, which no tensor here holds.");
        return new TensorSpec(name, dataType, ReadShape(api, tensorInfo));
    }

    private static ShapePattern ReadShape(OrtApi api, nint tensorInfo)
    {
        if (api.TensorTypeAndShapeHasShape(tensorInfo) == 0)
        {
            return ShapePattern.Any;
        }

        nuint rank;
        api.ThrowIfFailed(api.GetDimensionsCount(tensorInfo, &rank));
        long[] dimensions = new long[rank];
        nint[] symbols = new nint[rank];
        fixed (long* lengths = dimensions)
        fixed (nint* names = symbols)
        {
            api.ThrowIfFailed(api.GetDimensions(tensorInfo, lengths, rank));
            api.ThrowIfFailed(api.GetSymbolicDimensions(tensorInfo, (byte**)names, rank));
        }

        return new ShapePattern(
            [.. dimensions.Select(static length => Math.Max(length, ShapePattern.AnyLength))],
            [.. symbols.Select(static symbol => Marshal.PtrToStringUTF8(symbol) ?? "")]);
    }

    private static string NameOf(int onnxType) => onnxType switch
    {
        2 => "a sequence",
        3 => "a map",
        4 => "opaque",
        5 => "a sparse tensor",
        6 => "optional",
        _ => $"of ONNX type {onnxType}",
    };

    private static string Advice(int onnxType) => onnxType is 2 or 3
        ? "Export the model so that it gives tensors (for scikit-learn's classifiers: zipmap=False)."
        : "Export the model so that it takes and gives tensors.";
}
