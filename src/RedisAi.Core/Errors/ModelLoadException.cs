namespace RedisAi;

/// <summary>A model could not be loaded.</summary>
public sealed class ModelLoadException : RedisAiException
{
    /// <summary>Creates an error.</summary>
    /// <param name="message">What is wrong with the model.</param>
    /// <param name="innerException">What the backend reported, if it did.</param>
    public ModelLoadException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
