using RedisAi.Backends;

namespace RedisAi.Conformance;

/// <summary>What the tests need to know of a backend. A backend's test project derives one class, and each class of tests with it.</summary>
/// <remarks>
/// What not every backend has is a <see cref="Capability{T}"/>, and abstract all the same: whoever adds a backend decides on each of them.
/// </remarks>
public abstract class BackendUnderTest
{
    /// <summary>Gets a model that adds: two inputs and one output, all <c>Float32[16]</c>.</summary>
    public abstract ModelSource Sum { get; }

    /// <summary>Gets the names of the inputs of <see cref="Sum"/>, in the order of its signature.</summary>
    public abstract (string Left, string Right) SumInputs { get; }

    /// <summary>Gets the name of the output of <see cref="Sum"/>.</summary>
    public abstract string SumOutput { get; }

    /// <summary>Gets the path of <see cref="Sum"/>.</summary>
    public abstract Capability<string> SumFile { get; }

    /// <summary>Gets the contents of <see cref="Sum"/>.</summary>
    public abstract Capability<byte[]> SumBytes { get; }

    /// <summary>Gets a model that runs for a minute or longer on <see cref="CreateSlowInputs"/> and can be stopped.</summary>
    public abstract Capability<ModelSource> Slow { get; }

    /// <summary>Gets models that cannot be loaded, with the name of what is wrong with each.</summary>
    public abstract Capability<Dictionary<string, ModelSource>> Damaged { get; }

    /// <summary>Gets a device that a machine without special hardware does not have.</summary>
    public abstract Capability<Device> MissingDevice { get; }

    /// <summary>Gets the types of elements that the backend can take and give.</summary>
    public abstract IReadOnlyList<TensorDataType> ElementTypes { get; }

    /// <summary>Gets how often a model is loaded and closed to see whether anything is left behind.</summary>
    public virtual int LoadCycles => 1_000;

    /// <summary>Makes the backend.</summary>
    public abstract IBackend CreateBackend();

    /// <summary>Makes the backends for an engine: this one, unless every engine has it already.</summary>
    public virtual IBackend[] CreateBackends() => [CreateBackend()];

    /// <summary>Gets a model that gives back what it gets: one input, one output, of one axis of any length.</summary>
    /// <param name="type">One of <see cref="ElementTypes"/>.</param>
    public abstract ModelSource Identity(TensorDataType type);

    /// <summary>Declares types and shapes of <see cref="Sum"/>, where its file does not.</summary>
    /// <param name="options">The options that it is loaded with.</param>
    public virtual void DeclareSum(ModelOptions options)
    {
    }

    /// <summary>Declares types and shapes of <see cref="Identity"/>, where its file does not.</summary>
    /// <param name="options">The options that it is loaded with.</param>
    /// <param name="type">One of <see cref="ElementTypes"/>.</param>
    public virtual void DeclareIdentity(ModelOptions options, TensorDataType type)
    {
    }

    /// <summary>Makes inputs on which <see cref="Slow"/> runs for a minute or longer, in the order of its signature; the caller disposes them.</summary>
    public virtual IReadOnlyList<AiTensor> CreateSlowInputs() => [];

    /// <summary>Makes inputs on which <see cref="Slow"/> ends at once.</summary>
    public virtual IReadOnlyList<AiTensor> CreateQuickInputs() => [];

    /// <summary>Registers counters of the backend's native handles with <see cref="Testing.LeakCheck"/>.</summary>
    public virtual void RegisterCounters()
    {
    }
}
