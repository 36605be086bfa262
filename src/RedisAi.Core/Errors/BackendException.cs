using RedisAi.Errors;

namespace RedisAi;

/// <summary>A backend's native runtime reported an error.</summary>
public sealed class BackendException : RedisAiException
{
    private string? _subject;

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

    /// <summary>Gets what happened: the model or script that ran, if any did, then the backend, its code and its words.</summary>
    public override string Message => _subject is null ? base.Message : $"{_subject} failed: {base.Message}";

    /// <summary>Gets the key of the model or script whose run failed; null when none ran, as while one is loaded.</summary>
    public string? Key { get; private set; }

    /// <summary>Gets the backend's name.</summary>
    public string Backend { get; }

    /// <summary>Gets the native runtime's own code.</summary>
    public int NativeCode { get; }

    /// <summary>Gets the native runtime's own words, unchanged.</summary>
    public string NativeMessage { get; }

    /// <summary>Says what ran. The first word counts: what a function calls has failed before the function.</summary>
    /// <param name="subject">What a sentence calls it, as in <c>model 'vad'</c>.</param>
    /// <param name="key">Its key.</param>
    internal void SetSubject(string subject, string key)
    {
        if (_subject is null)
        {
            Key = key;
            _subject = ErrorSubject.AtStart(subject);
        }
    }
}
