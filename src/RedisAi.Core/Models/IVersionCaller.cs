using RedisAi.Tensors;

namespace RedisAi.Models;

/// <summary>A caller whose inputs depend on the version that answers: which one that is, is known only when the call is made.</summary>
internal interface IVersionCaller
{
    /// <summary>A number between 0 and 1 that tells which of several versions answers when the call is no session's: the same for all calls of one run.</summary>
    double Place { get; }

    /// <summary>The inputs for a version.</summary>
    /// <param name="contract">What it takes.</param>
    /// <returns>By position, borrowed; empty ones stand for what is left out.</returns>
    /// <exception cref="TensorMismatchException">It cannot be called so.</exception>
    ReadOnlySpan<TensorValue> InputsFor(ModelContract contract);
}
