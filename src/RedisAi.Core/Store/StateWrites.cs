using System.Runtime.CompilerServices;

namespace RedisAi.Store;

/// <summary>Room for the states of one call, on the stack.</summary>
[InlineArray(Capacity)]
internal struct StateWrites
{
    /// <summary>The most states that a model may have.</summary>
    public const int Capacity = 16;

    private StateWrite _first;
}
