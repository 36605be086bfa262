using RedisAi.Server.Commands;

namespace RedisAi.Server.Ai.Graphs;

/// <summary>The tensors without contents of one graph, for each of which a client has sent a few bytes: together they may take no more than one of them, and they are the client's until the graph has ended.</summary>
/// <param name="client">Whose graph it is.</param>
/// <param name="most">What they may take.</param>
internal sealed class GraphZeros(IClient client, long most) : IDisposable
{
    private long _taken;

    /// <summary>Asked for each before its memory is taken.</summary>
    public bool TryTake(long bytes)
    {
        if (bytes > most - _taken || !client.TryTakeMemory(bytes))
        {
            return false;
        }

        _taken += bytes;
        return true;
    }

    public void Dispose() => client.GiveMemory(_taken);
}
