using RedisAi.Backends;
using RedisAi.Sessions;

namespace RedisAi.Models;

/// <summary>What a version of a model holds until its last call has ended.</summary>
internal sealed class ModelResources(IModelSession session, StateSlot[] states) : IDisposable
{
    private readonly List<AiTensor> _initials = [];

    public IModelSession Session => session;

    public StateSlot[] States => states;

    /// <summary>Makes options whose initial states stay usable as long as this is: those that were given may be disposed by now, and the next version may inherit them.</summary>
    public ModelOptions OwnedCopyOf(ModelOptions options)
    {
        ModelOptions owned = options.Copy();
        for (int i = 0; i < states.Length; i++)
        {
            if (owned.States[i].Initial is not null)
            {
                _initials.Add(new AiTensor(states[i].Initial.AddReference()));
                owned.States[i].Initial = _initials[^1];
            }
        }

        return owned;
    }

    public void Dispose()
    {
        _initials.ForEach(static initial => initial.Dispose());
        StateSlots.Release(states);
        session.Dispose();
    }
}
