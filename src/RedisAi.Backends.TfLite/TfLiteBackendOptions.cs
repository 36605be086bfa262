namespace RedisAi.Backends.TfLite;

/// <summary>Settings of the TensorFlow Lite backend.</summary>
public sealed class TfLiteBackendOptions
{
    /// <summary>Gets or sets the native library, or the folder that holds it.</summary>
    /// <value>
    /// The default is <see langword="null"/>: the environment variable <c>REDISAI_TFLITE</c>, then
    /// <c>runtimes/&lt;rid&gt;/native</c> in the application's folder, then that folder itself, where publishing for one platform
    /// puts it, then the system. The first backend of a process decides: a process loads one library.
    /// </value>
    public string? LibraryPath { get; set; }
}
