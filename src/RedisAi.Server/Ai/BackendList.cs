using System.Collections.Concurrent;
using RedisAi.Backends;
using RedisAi.Backends.Onnx;
using RedisAi.Backends.TfLite;
using RedisAi.Backends.Torch;

namespace RedisAi.Server.Ai;

/// <summary>RedisAI's backends, and which of them are here. TensorFlow is known by name and never here.</summary>
internal sealed class BackendList(RedisAiEngine engine)
{
    public const string Torch = "TORCH";
    public const string Onnx = "ONNX";
    public const string TensorFlow = "TF";
    public const string TensorFlowLite = "TFLITE";

    private static readonly string[] s_names = [TensorFlow, TensorFlowLite, Torch, Onnx];

    private readonly ConcurrentDictionary<string, string> _versions = new(StringComparer.Ordinal);

    /// <summary>The name of a backend as RedisAI writes it; null when it has none of that name.</summary>
    public static string? NameOf(string typed) => Array.Find(s_names, name => name.Equals(typed, StringComparison.OrdinalIgnoreCase));

    /// <summary>Whether a backend is here and its library can be loaded, which it is.</summary>
    public bool IsHere(string name)
    {
        if (_versions.ContainsKey(name))
        {
            return true;
        }

        bool isHere = engine.FindBackend(name) is { } backend && TryVersion(backend, out string version) && _versions.TryAdd(name, version);
        return isHere || _versions.ContainsKey(name);
    }

    /// <summary>The version of a backend's library, once somebody has used it; null before, and when it is not here.</summary>
    public string? LoadedVersionOf(string name) => _versions.GetValueOrDefault(name);

    private static bool TryVersion(IBackend backend, out string version)
    {
        try
        {
            version = backend switch
            {
                OnnxBackend onnx => onnx.RuntimeVersion,
                TorchBackend torch => torch.RuntimeVersion,
                TfLiteBackend tflite => tflite.RuntimeVersion,
                _ => "",
            };
            return true;
        }
        catch (BackendUnavailableException)
        {
            version = "";
            return false;
        }
    }
}
