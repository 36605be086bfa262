namespace RedisAi.Backends.Torch;

/// <summary>Settings of the Torch backend.</summary>
public sealed class TorchBackendOptions
{
    /// <summary>Gets or sets the shim between this library and libtorch, or the folder that holds it.</summary>
    /// <value>
    /// The default is <see langword="null"/>: the environment variable <c>REDISAI_TORCH</c>, then the application's
    /// <c>runtimes/&lt;rid&gt;/native</c>, then the system. The first backend of a process decides: a process loads one library.
    /// libtorch itself is found by the system's loader.
    /// </value>
    public string? LibraryPath { get; set; }
}
