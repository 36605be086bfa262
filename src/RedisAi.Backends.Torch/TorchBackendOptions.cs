namespace RedisAi.Backends.Torch;

/// <summary>Settings of the Torch backend.</summary>
public sealed class TorchBackendOptions
{
    /// <summary>Gets or sets the shim between this library and libtorch, or the folder that holds it.</summary>
    /// <value>
    /// The default is <see langword="null"/>: the environment variable <c>REDISAI_TORCH</c>, then the application's
    /// <c>runtimes/&lt;rid&gt;/native</c>, then its own folder, then the system. The first backend of a process decides: a process loads one
    /// library. libtorch itself is found by the system's loader.
    /// </value>
    public string? LibraryPath { get; set; }

    /// <summary>Gets or sets how many threads OpenBLAS may use for one product of matrices.</summary>
    /// <value>
    /// The default is 1: callers run side by side instead. OpenBLAS has one pool of threads for the process, for which callers take turns, so
    /// more is of use only where few callers run large models. The first backend of a process that loads the library decides.
    /// </value>
    public int BlasThreads { get; set; } = 1;

    internal TorchBackendOptions Copy() => new() { LibraryPath = LibraryPath, BlasThreads = BlasThreads };
}
