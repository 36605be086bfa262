namespace RedisAi;

/// <summary>A model of a server, without its file.</summary>
/// <param name="Key">The key.</param>
/// <param name="Backend">The backend in capitals, as in <c>ONNX</c>.</param>
/// <param name="Device">The device as whoever stored the model wrote it, as in <c>CPU</c> or <c>GPU:1</c>.</param>
/// <param name="Tag">The user's own text; empty for none.</param>
/// <param name="BatchSize">The most rows of a batch; 0 where none was asked for.</param>
/// <param name="MinBatchSize">The rows that a batch waits for; 0 where none were asked for.</param>
/// <param name="MinBatchTimeout">How long a batch waits for them at most; zero where none was asked for.</param>
public sealed record RemoteModelInfo(string Key, string Backend, string Device, string Tag, int BatchSize, int MinBatchSize, TimeSpan MinBatchTimeout)
{
    /// <summary>Gets the names of the inputs. TorchScript's may be empty texts, and RedisAI itself tells those of TensorFlow only.</summary>
    public IReadOnlyList<string> Inputs { get; init; } = [];

    /// <summary>Gets the names of the outputs, likewise.</summary>
    public IReadOnlyList<string> Outputs { get; init; } = [];
}
