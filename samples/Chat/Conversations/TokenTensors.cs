namespace RedisAi.Samples.Chat.Conversations;

/// <summary>One tensor for each word. Tensors do not change, so all conversations share them, and a step makes none.</summary>
internal sealed class TokenTensors(Vocabulary vocabulary) : IDisposable
{
    private readonly AiTensor[] _tensors = [.. Enumerable.Range(0, vocabulary.Count).Select(static number => AiTensor.Create<long>([1], [number]))];

    public AiTensor this[int token] => _tensors[token];

    public void Dispose()
    {
        foreach (AiTensor tensor in _tensors)
        {
            tensor.Dispose();
        }
    }
}
