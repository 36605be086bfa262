using RedisAi.Tensors;

namespace RedisAi.Dags.Text;

/// <summary>The tokens of a command, its name first. They are bytes; most are text.</summary>
internal interface ICommandTokens
{
    int Count { get; }

    ReadOnlySpan<byte> Bytes(int place);

    /// <summary>Gives away the tensor memory that a token lies in, if it does: one axis of bytes, with the reference that it stands for.</summary>
    bool TryTakeBlob(int place, out TensorValue blob);
}
