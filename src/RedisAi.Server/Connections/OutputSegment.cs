using RedisAi.Tensors;

namespace RedisAi.Server.Connections;

/// <summary>Bytes that wait to be sent: a rented array, or the memory of a tensor.</summary>
/// <param name="Memory">The bytes.</param>
/// <param name="Array">The array, or null.</param>
/// <param name="Tensor">The tensor with a reference of its own, or nothing.</param>
internal readonly record struct OutputSegment(ReadOnlyMemory<byte> Memory, byte[]? Array, TensorValue Tensor);
