using System.Runtime.CompilerServices;
using RedisAi.Tensors;

namespace RedisAi.Store;

/// <summary>Room for the states of one call, on the stack.</summary>
[InlineArray(StateWrites.Capacity)]
internal struct StateValues
{
    private TensorValue _first;
}
