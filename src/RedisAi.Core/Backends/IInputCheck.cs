using RedisAi.Tensors;

namespace RedisAi.Backends;

/// <summary>Refuses inputs of a model that fit its signature, for the values in them. The engine asks for each call by itself, before calls are put together, so that one call's values fail no other.</summary>
/// <remarks>Called from several threads at once. Runs that the engine makes for itself, to warm up or to try something, are not asked about.</remarks>
public interface IInputCheck
{
    /// <summary>Looks for values that the model does not take.</summary>
    /// <param name="input">The position of the input in the signature.</param>
    /// <param name="value">What was given, of the declared type and shape. Borrowed until this returns.</param>
    /// <returns>What is wrong, as the end of a sentence that begins with the input: <c>has NaN at [3,5], which …</c>; null when nothing is.</returns>
    string? FindFault(int input, in TensorValue value);
}
