namespace RedisAi;

/// <summary>A backend's native runtime reported an error.</summary>
public sealed class BackendException : RedisAiException
{
    /// <summary>Creates an error from what the native runtime reported.</summary>
    /// <param name="backend">The backend's name.</param>
    /// <param name="nativeCode">The runtime's own code.</param>
    /// <param name="nativeMessage">The runtime's own words, unchanged.</param>
    /// <param name="innerException">What C# code threw that the runtime called, if that is why it failed.</param>
    public BackendException(string backend, int nativeCode, string nativeMessage, Exception? innerException = null)
        : base($"{backend} failed with code {nativeCode}: {nativeMessage}", innerException)
    {
        Backend = backend;
        NativeCode = nativeCode;
        NativeMessage = nativeMessage;
    }

    /// <summary>Gets the backend's name.</summary>
    public string Backend { get; }

    /// <summary>Gets the native runtime's own code.</summary>
    public int NativeCode { get; }

    /// <summary>Gets the native runtime's own words, unchanged.</summary>
    public string NativeMessage { get; }
}
