using RedisAi.Backends;
using RedisAi.Sessions;

namespace RedisAi.Models;

/// <summary>What a version of a model holds until its last call has ended.</summary>
internal sealed class ModelResources(IModelSession session, StateSlot[] states) : IDisposable
{
    public IModelSession Session => session;

    public StateSlot[] States => states;

    public void Dispose()
    {
        StateSlots.Release(states);
        session.Dispose();
    }
}
