using RedisAi.Keyspace;
using RedisAi.Server.Commands;
using RedisAi.Tensors;

namespace RedisAi.Server.Tests;

/// <summary>A few commands with keys, so that the endpoint is tested without those that it is for.</summary>
internal sealed class StandInKeys : IEndpointKeys, ICommandGroup, IDisposable
{
    private readonly Dictionary<string, (TensorValue Value, long Version)> _values = [];
    private long _version;
    private int _watchCount;

    public Lock Lock { get; } = new();

    public long Count => _values.Count;

    public long ExpiringCount => 0;

    public long? MaxBytes => null;

    public bool Evicts => false;

    /// <summary>How many keys are watched.</summary>
    public int WatchCount => _watchCount;

    /// <summary>Awaited by WAITFOR.</summary>
    public TaskCompletionSource Gate { get; set; } = new();

    /// <summary>Completes when WAITFOR has begun.</summary>
    public TaskCompletionSource Waiting { get; set; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public IReadOnlyList<ServerCommand> Commands =>
    [
        new("set", 3, CommandFlags.Write | CommandFlags.DenyOom, CommandKeys.One, Locked(Set)),
        new("get", 2, CommandFlags.ReadOnly, CommandKeys.One, Locked(Get)),
        new("incr", 2, CommandFlags.Write, CommandKeys.One, Locked(Increment)),
        new("mget", -2, CommandFlags.ReadOnly, new CommandKeys(1, -1, 1), Locked(GetAll)),
        new("store", -2, CommandFlags.Write | CommandFlags.StoresCode, CommandKeys.One, Locked(static call => call.Reply.Status("STORED"))),
        new("fail", -1, CommandFlags.None, CommandKeys.None, Locked(Fail)),
        new("waitfor", 1, CommandFlags.Runs, CommandKeys.None, WaitAsync),
        new("types", 1, CommandFlags.None, CommandKeys.None, Locked(Types)),
        new("large", 2, CommandFlags.None, CommandKeys.None, Locked(Large)),
    ];

    public long VersionOf(string key) => _values.TryGetValue(key, out (TensorValue, long Version) entry) ? entry.Version : 0;

    public long Watch(string key)
    {
        Interlocked.Increment(ref _watchCount);
        return VersionOf(key);
    }

    public void Unwatch(string key) => Interlocked.Decrement(ref _watchCount);

    public ValueTask AcknowledgeAsync(CancellationToken cancellationToken) => default;

    public void Dispose()
    {
        foreach ((TensorValue value, _) in _values.Values)
        {
            value.Release();
        }

        _values.Clear();
    }

    private Func<CommandCall, ValueTask> Locked(Action<CommandCall> execute) => call =>
    {
        lock (Lock)
        {
            execute(call);
        }

        return default;
    };

    private void Set(CommandCall call)
    {
        string key = call.Arguments.Text(1);
        if (!call.Arguments.TryTakeBlob(2, out TensorValue value))
        {
            ReadOnlySpan<byte> bytes = call.Arguments.Bytes(2);
            value = TensorValue.Create(TensorDataType.UInt8, TensorShape.Create(bytes.Length), bytes);
        }

        if (_values.TryGetValue(key, out (TensorValue Value, long) before))
        {
            before.Value.Release();
        }

        _values[key] = (value, ++_version);
        call.Reply.Status("OK");
    }

    private void Get(CommandCall call) => Write(call, call.Arguments.Text(1));

    private void GetAll(CommandCall call)
    {
        call.Reply.Array(call.Arguments.Count - 1);
        for (int place = 1; place < call.Arguments.Count; place++)
        {
            Write(call, call.Arguments.Text(place));
        }
    }

    private void Write(CommandCall call, string key)
    {
        if (!_values.TryGetValue(key, out (TensorValue Value, long) entry))
        {
            call.Reply.Null();
            return;
        }

        using AiTensor tensor = new(entry.Value.AddReference());
        call.Reply.Bulk(tensor);
    }

    private void Increment(CommandCall call)
    {
        string key = call.Arguments.Text(1);
        string text = _values.TryGetValue(key, out (TensorValue Value, long) entry) ? LosslessText.Decode(entry.Value.Bytes) : "0";
        if (!KeyspaceNumber.TryInteger(text, out long number))
        {
            throw new KeyspaceException("ERR value is not an integer or out of range");
        }

        byte[] bytes = LosslessText.Encode(KeyspaceNumber.Text(number + 1));
        if (!entry.Value.IsEmpty)
        {
            entry.Value.Release();
        }

        _values[key] = (TensorValue.Create(TensorDataType.UInt8, TensorShape.Create(bytes.Length), bytes), ++_version);
        call.Reply.Integer(number + 1);
    }

    /// <summary>Writes a part of a reply, and throws then.</summary>
    private static void Fail(CommandCall call)
    {
        call.Reply.Array(3);
        call.Reply.Bulk(new string('x', 100_000));
        throw call.Arguments.Count == 1 ? new CommandException("ERR it failed\r\non two lines") : new NotSupportedException("Nobody has foreseen this.");
    }

    private async ValueTask WaitAsync(CommandCall call)
    {
        CancellationToken gone = call.Client.Gone;
        Waiting.TrySetResult();
        await Gate.Task.WaitAsync(gone);
        call.Reply.Status("WAITED");
    }

    private static void Types(CommandCall call)
    {
        call.Reply.Array(7);
        call.Reply.Null();
        call.Reply.NullArray();
        call.Reply.Double(0.1f);
        call.Reply.Double(2);
        call.Reply.Map(1);
        call.Reply.Bulk("a");
        call.Reply.Integer(-1);
        call.Reply.Set(1);
        call.Reply.Status("b");
        call.Reply.Bulk("é\uDCFF");
    }

    /// <summary>Answers with as many bytes as it is asked for.</summary>
    private static void Large(CommandCall call)
    {
        call.Arguments.TryInteger(1, out long bytes);
        call.Reply.Bulk(new byte[bytes]);
    }
}
