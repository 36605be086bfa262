using RedisAi.Backends.Onnx;
using RedisAi.Backends.TfLite;
using RedisAi.Backends.Torch;
using RedisAi.Keyspace;
using RedisAi.Server.Ai;
using RedisAi.Server.Commands;
using RedisAi.Server.Keys;

namespace RedisAi.Server.Tests.Ai;

/// <summary>The AI commands in front of an engine, without a wire. Commands may come one after the other only.</summary>
internal sealed class Endpoint : IAsyncDisposable
{
    private readonly Dictionary<string, ServerCommand> _commands;

    public Endpoint(TimeProvider? time = null, AiSettings? settings = null, RedisAiOptions? options = null)
    {
        TimeProvider clock = time ?? TimeProvider.System;
        Engine = new RedisAiEngine(options ?? new RedisAiOptions(), [new OnnxBackend(), new TorchBackend(), new TfLiteBackend()], clock);
        KeyRecords records = new(Engine.ModelRegistry, clock);
        Keys = new EngineKeys(Engine, records, clock);
        Services = new AiServices(Engine, Plain, Keys, records, settings ?? new AiSettings());
        _commands = AiCommands.Create(Services).ToDictionary(static command => command.Name);
    }

    public RedisAiEngine Engine { get; }

    public EngineKeys Keys { get; }

    public FakePlainKeys Plain { get; } = new();

    public AiServices Services { get; }

    public FakeClient Client { get; set; } = new();

    public ServerCommand Command(string name) => _commands[name];

    /// <summary>Sends a command whose tokens are texts, with blanks between them.</summary>
    public Task<Reply> SendAsync(string command) => SendAsync([.. command.Split(' ').Select(static token => (ReadOnlyMemory<byte>)LosslessText.Encode(token))]);

    /// <summary>Sends a command, and answers as a dispatcher does.</summary>
    public async Task<Reply> SendAsync(IReadOnlyList<ReadOnlyMemory<byte>> tokens)
    {
        CommandArguments arguments = new();
        foreach (ReadOnlyMemory<byte> token in tokens)
        {
            arguments.Add(token);
        }

        try
        {
            return await SendAsync(arguments);
        }
        finally
        {
            arguments.Clear();
        }
    }

    /// <summary>Sends a command whose tokens stay the caller's.</summary>
    public async Task<Reply> SendAsync(CommandArguments arguments)
    {
        string name = arguments.Name.ToLowerInvariant();
        if (name == "set")
        {
            Plain.Texts.Add(arguments.Text(1));
            return Reply.Status("OK");
        }

        ReplyRecorder recorder = new();
        try
        {
            await _commands[name].Execute(new CommandCall(arguments, recorder, Client));
        }
        catch (Exception error) when (error is CommandException or DagCommandException or KeyspaceException && recorder.IsEmpty)
        {
            recorder.Error(error.Message);
        }

        return recorder.Reply;
    }

    /// <summary>Does something under the lock of the keyspace.</summary>
    public T Locked<T>(Func<T> function)
    {
        lock (Plain.Lock)
        {
            return function();
        }
    }

    public async ValueTask DisposeAsync()
    {
        Keys.Dispose();
        await Engine.DisposeAsync();
    }
}
