namespace RedisAi.Backends.Onnx;

/// <summary>Settings of the ONNX backend.</summary>
public sealed class OnnxBackendOptions
{
    /// <summary>Gets or sets the native library, or the folder that holds it.</summary>
    /// <value>
    /// The default is <see langword="null"/>: the environment variable <c>REDISAI_ONNXRUNTIME</c>, then the application's
    /// <c>runtimes/&lt;rid&gt;/native</c>, then the system. The first backend of a process decides: a process loads one library.
    /// </value>
    public string? LibraryPath { get; set; }
}
