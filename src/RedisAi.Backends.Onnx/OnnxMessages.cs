namespace RedisAi.Backends.Onnx;

/// <summary>Which messages are in which: numbers of fields are those of onnx.proto.</summary>
internal static class OnnxMessages
{
    /// <summary>What a field of a message holds.</summary>
    public static OnnxMessage Of(OnnxMessage message, int field) => (message, field) switch
    {
        (OnnxMessage.Model, 7) => OnnxMessage.Graph,
        (OnnxMessage.Model, 25) => OnnxMessage.Function,
        (OnnxMessage.Graph, 1) or (OnnxMessage.Function, 7) => OnnxMessage.Node,
        (OnnxMessage.Graph, 5) => OnnxMessage.Tensor,
        (OnnxMessage.Graph, 15) => OnnxMessage.SparseTensor,
        (OnnxMessage.Node, 5) or (OnnxMessage.Function, 11) => OnnxMessage.Attribute,
        (OnnxMessage.Attribute, 5 or 10) => OnnxMessage.Tensor,
        (OnnxMessage.Attribute, 6 or 11) => OnnxMessage.Graph,
        (OnnxMessage.Attribute, 22 or 23) => OnnxMessage.SparseTensor,
        (OnnxMessage.SparseTensor, 1 or 2) => OnnxMessage.Tensor,
        (OnnxMessage.Tensor, 13) => OnnxMessage.Entry,
        _ => OnnxMessage.Other,
    };
}
