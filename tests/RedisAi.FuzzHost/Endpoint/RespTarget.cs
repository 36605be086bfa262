using System.Net.Sockets;
using System.Text;

namespace RedisAi.FuzzHost.Endpoint;

/// <summary>Sends mutated commands to an endpoint, 32 at a time: all of the engine's commands, to an engine whose runtimes are stand-ins.</summary>
/// <remarks>Two of three inputs are well-formed, with other arguments; the third has its bytes damaged as well. Each begins with the same keys.</remarks>
internal sealed class RespTarget : IFuzzTarget
{
    private const int CommandsPerInput = 32;
    private const int InputsPerCheck = 16;
    private const int InputsPerMeasurement = 4096;
    private const long MostGrowth = 64L << 20;

    /// <summary>After these, fewer replies than commands may come.</summary>
    private static readonly string[] s_endings = ["quit", "reply", "kill"];

    private readonly UnixDomainSocketEndPoint _address;
    private readonly FuzzServer _server;
    private Witness _witness;
    private CommandMutator? _mutator;
    private long _buffers = -1;
    private long _memory;

    /// <param name="scratch">A folder for the socket.</param>
    public RespTarget(string scratch)
    {
        string path = Path.Combine(scratch, "fuzz.sock");
        _server = new FuzzServer(path);
        _address = new UnixDomainSocketEndPoint(path);
        _witness = new Witness(_address);
    }

    public bool Takes(string path) => path.EndsWith(".txt", StringComparison.Ordinal);

    public byte[] Damage(Mutator mutator, int index)
    {
        _mutator ??= new CommandMutator(ReadSeeds(mutator));
        Random random = mutator.RandomOf(index);
        byte[] session = _mutator.Session(random, CommandsPerInput);
        return IsWellFormed(index) ? session : mutator.Damage(random, session);
    }

    public async Task<string> TakeAsync(int index, byte[] bytes)
    {
        string text = Encoding.Latin1.GetString(bytes);
        try
        {
            PutBack(index);
            Exchange exchange = await Exchange.RunAsync(_address, bytes);
            ThrowIfFailed();
            int replies = exchange.CountReplies();
            if (IsWellFormed(index) && exchange.HasEnded && replies != CommandsPerInput && !Array.Exists(s_endings, ending => text.Contains(ending, StringComparison.OrdinalIgnoreCase)))
            {
                throw new FuzzFailureException($"{CommandsPerInput} commands got {replies} replies.");
            }

            return !exchange.HasEnded ? "stopped" : replies == CommandsPerInput ? "ran" : "refused";
        }
        catch (Exception error) when (error is FuzzFailureException or IOException)
        {
            throw new FuzzFailureException($"{error.Message} The input: {text[..Math.Min(text.Length, 2000)]}");
        }
    }

    public void Dispose()
    {
        _witness.Dispose();
        _server.Dispose();
    }

    private static bool IsWellFormed(int index) => index % 3 != 2;

    /// <summary>The commands of the corpus, which must have each command of the endpoint.</summary>
    private IReadOnlyList<byte[][][]> ReadSeeds(Mutator mutator)
    {
        IReadOnlyList<byte[][][]> groups = SeedCommands.Read(mutator.Pick(new Random(0)));
        HashSet<string> names = [.. groups.SelectMany(static group => group).Select(static command => Encoding.Latin1.GetString(command[0]).ToLowerInvariant())];
        string[] missing = [.. _witness.CommandNames().Where(name => !names.Contains(name))];
        return missing.Length == 0 ? groups : throw new FuzzFailureException($"The corpus has no example of {string.Join(", ", missing)}.");
    }

    /// <summary>Puts the keys back, and looks from time to time whether anything is left of the sessions before.</summary>
    private void PutBack(int index)
    {
        try
        {
            _witness.Clear();
        }
        catch (IOException)
        {
            // A session before may have disconnected all clients.
            _witness.Dispose();
            _witness = new Witness(_address);
            _witness.Clear();
        }

        if (index % InputsPerCheck == 0 || _buffers < 0)
        {
            ThrowIfLeft();
        }

        if (index % InputsPerMeasurement == 0)
        {
            ThrowIfGrown();
        }

        _witness.Restore();
    }

    private void ThrowIfLeft()
    {
        _buffers = _buffers < 0 ? AiTensor.BuffersInUse : _buffers;
        bool isClean = SpinWait.SpinUntil(() => _server.Endpoint.ClientCount == 1 && AiTensor.BuffersInUse == _buffers, TimeSpan.FromSeconds(20));
        if (!isClean)
        {
            // Told once, and not of each input that follows.
            long before = _buffers;
            _buffers = AiTensor.BuffersInUse;
            throw new FuzzFailureException(
                $"Of the last {InputsPerCheck} inputs something is left: {_server.Endpoint.ClientCount} clients, one of which is the witness, and {_buffers} buffers, before {before}.");
        }
    }

    private void ThrowIfGrown()
    {
        long memory = GC.GetTotalMemory(forceFullCollection: true);
        _memory = _memory == 0 ? memory : _memory;
        if (memory > _memory + MostGrowth)
        {
            throw new FuzzFailureException($"{memory} bytes are in use; at first there were {_memory}.");
        }
    }

    private void ThrowIfFailed()
    {
        if (_server.Failures.Take() is { } failure)
        {
            throw new FuzzFailureException(failure);
        }
    }
}
