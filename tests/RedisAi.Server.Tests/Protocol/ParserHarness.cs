using RedisAi.Server.Commands;
using RedisAi.Server.Protocol;
using RedisAi.Tensors.Memory;

namespace RedisAi.Server.Tests.Protocol;

/// <summary>Feeds a parser, and keeps the commands as text.</summary>
internal sealed class ParserHarness : IDisposable
{
    public static readonly RequestLimits Limits = new(MaxBulkBytes: 1 << 20, MaxArguments: 1000, MaxInlineBytes: 1024, MaxCommandBytes: 2 << 20);

    private readonly MemoryBudget _memory;
    private readonly MemoryBudget _ahead;
    private readonly ReceiveBuffer _input;
    private readonly RequestParser _parser;
    private readonly CommandArguments _arguments = new();

    public ParserHarness(bool isTrusted = true, RequestLimits? limits = null, long memory = 1 << 30, long ahead = 1 << 20)
    {
        _memory = new MemoryBudget(memory);
        _ahead = new MemoryBudget(ahead);
        ClientMemory client = new(_memory, new LentTensors(_memory), memory);
        _input = new ReceiveBuffer(client);
        _parser = new RequestParser(limits ?? Limits, client, _ahead) { IsTrusted = isTrusted };
    }

    public List<string[]> Commands { get; } = [];

    public string? Error => _parser.Error;

    public bool IsInBlob => _parser.IsInBlob;

    /// <summary>What it has taken beyond what is every client's own.</summary>
    public long Taken => _memory.Taken;

    public long Ahead => _ahead.Taken;

    /// <summary>Gives the parser bytes, as much at once as it has room for.</summary>
    /// <returns>False when it refuses them.</returns>
    public bool Feed(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty && Parse())
        {
            Memory<byte> room = _parser.Room(_input);
            if (room.IsEmpty)
            {
                return false;
            }

            int length = Math.Min(room.Length, bytes.Length);
            bytes[..length].CopyTo(room.Span);
            bytes = bytes[length..];
            _parser.Received(_input, length);
        }

        return Parse();
    }

    /// <summary>Checks that nothing is left when all is dropped.</summary>
    public void Dispose()
    {
        _arguments.Clear();
        _parser.Abandon();
        _input.Release();
        Assert.Equal(0, _memory.Taken);
        Assert.Equal(0, _ahead.Taken);
    }

    private bool Parse()
    {
        RequestStatus status;
        while ((status = _parser.Parse(_input, _arguments)) == RequestStatus.Complete)
        {
            Commands.Add([.. Enumerable.Range(0, _arguments.Count).Select(_arguments.Text)]);
            _arguments.Clear();
            _parser.EndCommand();
            _input.EndCommand();
        }

        return status == RequestStatus.Incomplete;
    }
}
