using RedisAi.Client.Protocol;
using RedisAi.Client.Replies;
using RedisAi.Keyspace;

namespace RedisAi.Client.Models;

/// <summary>The commands about models.</summary>
internal static class ModelCommands
{
    /// <summary>A token may be 512 MiB by default, for Redis and for this library's server.</summary>
    public const int ChunkBytes = 256 << 20;

    private const string Next = "|>";

    public static RespCommand Store(string key, string backend, ReadOnlyMemory<byte> file, RemoteModelOptions options) =>
        (WireModelOf(backend, options) with { Chunks = [.. Chunks(file)] }).Store(LosslessText.Encode(key));

    /// <summary>The command without the file, whose pieces of no more than <see cref="ChunkBytes"/> come after it.</summary>
    public static RespCommand Store(string key, string backend, RemoteModelOptions options) => WireModelOf(backend, options).Store(LosslessText.Encode(key));

    public static RespCommand Execute(string key, IReadOnlyList<string> inputs, IReadOnlyList<string> outputs, TimeSpan? timeout) =>
        AddTimeout(AddExecution(new RespCommand(), key, inputs, outputs), timeout);

    /// <summary>A graph of the inputs, the run and the outputs, whose keys are its own.</summary>
    /// <exception cref="ReplyException">RedisAI has no name for the type of an input.</exception>
    public static RespCommand Run(string key, IReadOnlyList<AiTensor> inputs, int outputs, TimeSpan? timeout)
    {
        string[] names = [.. inputs.Select(static (_, place) => $"input{place}")];
        string[] results = [.. Enumerable.Range(0, outputs).Select(static place => $"output{place}")];

        // Without LOAD or PERSIST a graph has to say where it runs; a server that is alone does not look at it.
        RespCommand graph = AddTimeout(RespCommand.Of("AI.DAGEXECUTE").Add("ROUTING", key), timeout);
        for (int i = 0; i < names.Length; i++)
        {
            graph.Add(Next);
            foreach (ReadOnlyMemory<byte> token in WireTensor.Store(names[i], inputs[i]).Tokens)
            {
                graph.Add(token);
            }
        }

        AddExecution(graph.Add(Next), key, names, results);
        foreach (string result in results)
        {
            graph.Add(Next).Add("AI.TENSORGET", result, "META", "BLOB");
        }

        return graph;
    }

    private static WireModel WireModelOf(string backend, RemoteModelOptions options) =>
        new(backend, options.Device, options.Tag, options.BatchSize, options.MinBatchSize, (long)options.MinBatchTimeout.TotalMilliseconds);

    private static RespCommand AddExecution(RespCommand command, string key, IReadOnlyList<string> inputs, IReadOnlyList<string> outputs) =>
        command.Add("AI.MODELEXECUTE").Add(key).Add("INPUTS").Add(inputs.Count).Add(inputs).Add("OUTPUTS").Add(outputs.Count).Add(outputs);

    private static RespCommand AddTimeout(RespCommand command, TimeSpan? timeout) =>
        timeout is { } limit ? command.Add("TIMEOUT").Add(Math.Max(1, (long)limit.TotalMilliseconds)) : command;

    private static IEnumerable<ReadOnlyMemory<byte>> Chunks(ReadOnlyMemory<byte> file)
    {
        do
        {
            int length = Math.Min(ChunkBytes, file.Length);
            yield return file[..length];
            file = file[length..];
        }
        while (!file.IsEmpty);
    }
}
