namespace RedisAi.Backends.Torch.Interop;

/// <summary>Turns a native status and its message into an exception. Called on the thread whose call failed.</summary>
internal static class TorchError
{
    /// <summary>The name by which errors call this backend.</summary>
    public const string BackendName = "TORCH";

    public static string LastMessage => RaitApi.GetLastError().ToString();

    /// <summary>The exception of a run that failed.</summary>
    /// <param name="status">How it ended.</param>
    /// <param name="hostError">What a callback threw, if it was one.</param>
    public static Exception OfRun(RaitStatus status, Exception? hostError)
    {
        string message = LastMessage;
        return status == RaitStatus.InputMismatch
            ? new TensorMismatchException(name: "", expected: "", actual: "", message)
            : new BackendException(BackendName, (int)status, message, status == RaitStatus.HostFailed ? hostError : null);
    }

    /// <summary>The exception of a model that was not loaded.</summary>
    public static Exception OfLoad(RaitStatus status) => status switch
    {
        RaitStatus.NoDevice => new BackendUnavailableException(BackendName, LastMessage),
        RaitStatus.OperatorRefused or RaitStatus.Unsupported => new ModelLoadException(LastMessage),
        _ => new BackendException(BackendName, (int)status, LastMessage),
    };

    /// <summary>The exception of a script that was not compiled.</summary>
    public static Exception OfCompilation(RaitStatus status) => status switch
    {
        RaitStatus.NoDevice => new BackendUnavailableException(BackendName, LastMessage),
        _ => new ScriptCompilationException(LastMessage),
    };

    public static void ThrowIfFailed(RaitStatus status)
    {
        if (status != RaitStatus.Ok)
        {
            throw new BackendException(BackendName, (int)status, LastMessage);
        }
    }
}
