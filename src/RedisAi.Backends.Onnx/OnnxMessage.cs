namespace RedisAi.Backends.Onnx;

/// <summary>The messages on the way from a model to its tensors.</summary>
internal enum OnnxMessage
{
    Model,
    Graph,
    Function,
    Node,
    Attribute,
    Tensor,
    SparseTensor,
    Entry,
    Other,
}
