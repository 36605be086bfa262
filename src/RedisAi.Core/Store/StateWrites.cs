using System.Runtime.CompilerServices;

namespace RedisAi.Store;

/// <summary>Room on the stack for the states of one call, if they are as few as they mostly are.</summary>
[InlineArray(Capacity)]
internal struct StateWrites
{
    /// <summary>How many there is room for. It is cleared for each call, so that room for all that a transformer may have would cost those with one state more than it saves.</summary>
    public const int Capacity = 16;

    private StateWrite _first;
}
