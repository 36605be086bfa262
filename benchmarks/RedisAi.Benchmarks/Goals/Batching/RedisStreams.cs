using System.Runtime.InteropServices;
using System.Text;

namespace RedisAi.Benchmarks.Goals.Batching;

/// <summary>Sessions of the GRU whose states are in Redis: those that share a connection read them together, run one after the other, and write them together.</summary>
internal sealed class RedisStreams : IDisposable
{
    private const int StateBytes = GruCallers.Size * sizeof(float);

    private readonly Owned _owned = new();
    private readonly RedisConnection _connection;
    private readonly byte[][] _keys;
    private readonly float[] _state = GC.AllocateArray<float>(GruCallers.Size, pinned: true);
    private readonly float[][] _next;
    private readonly RawOnnxRun[] _runs;

    /// <param name="server">Where the states are.</param>
    /// <param name="session">The model, which outlives this.</param>
    /// <param name="sessions">Which sessions these are.</param>
    public RedisStreams(RedisServer server, RawOnnxSession session, IEnumerable<int> sessions)
    {
        _connection = _owned.Add(new RedisConnection(server.SocketPath));
        _keys = [.. sessions.Select(static number => Encoding.UTF8.GetBytes($"session:{number}/gru/state"))];
        _next = [.. _keys.Select(static _ => GC.AllocateArray<float>(GruCallers.Size, pinned: true))];
        AiTensor state = Over(_state);
        _runs = [.. _next.Select(next => _owned.Add(new RawOnnxRun(session, [_owned.Tensor(1, GruCallers.Size), state], [_owned.Tensor(1, 1), Over(next)])))];
    }

    public int Count => _keys.Length;

    /// <summary>A step of each session. The states of the step before go with the same write that asks for them again, which saves a round trip.</summary>
    public void Step()
    {
        for (int i = 0; i < _keys.Length; i++)
        {
            _connection.Set(_keys[i], MemoryMarshal.AsBytes(_next[i].AsSpan()));
        }

        foreach (byte[] key in _keys)
        {
            _connection.Get(key);
        }

        _connection.Send();
        foreach (byte[] _ in _keys)
        {
            _connection.ReadOk();
        }

        // Each run starts as soon as its state is there.
        foreach (RawOnnxRun run in _runs)
        {
            _connection.ReadBulk(MemoryMarshal.AsBytes(_state.AsSpan()));
            run.Run();
        }
    }

    public void Dispose() => _owned.Dispose();

    private AiTensor Over(float[] state) => _owned.Add(AiTensor.Wrap<float>([1, GruCallers.Size], state.AsMemory(), static () => { }));
}
