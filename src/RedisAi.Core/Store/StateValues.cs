using System.Runtime.CompilerServices;
using RedisAi.Tensors;

namespace RedisAi.Store;

/// <summary>Room on the stack for the states of one call, if they are as few as they mostly are.</summary>
[InlineArray(StateWrites.Capacity)]
internal struct StateValues
{
    private TensorValue _first;
}
