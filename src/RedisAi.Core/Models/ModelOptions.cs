namespace RedisAi;

/// <summary>How a model is loaded and run.</summary>
/// <remarks>A registry takes a copy when the model is stored; later changes have no effect.</remarks>
public sealed class ModelOptions : LoadOptions
{
    /// <summary>Gets or sets whether the model is run on zeros before it serves.</summary>
    /// <value>The default is <see langword="true"/>. Inputs whose rank is not declared make it impossible, and a failure is not an error.</value>
    public bool WarmUp { get; set; } = true;

    /// <summary>Gets how concurrent calls are merged into one run.</summary>
    public BatchingOptions Batching { get; } = new();

    internal ModelOptions Copy()
    {
        ModelOptions copy = new() { WarmUp = WarmUp };
        CopyTo(copy);
        Batching.CopyTo(copy.Batching);
        return copy;
    }

    internal override void Validate()
    {
        base.Validate();
        Batching.Validate();
    }
}
