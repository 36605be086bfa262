using System.IO.Compression;
using System.Text;
using System.Text.Json;

namespace RedisAi.Importers.Tests.LightGBM;

/// <summary>Makes archives as skops writes LightGBM's classes for scikit-learn, with what matters of them.</summary>
internal static class LightGbmArchive
{
    /// <summary>A classifier of two features.</summary>
    /// <param name="text">The model.</param>
    /// <param name="classes">A node of the schema.</param>
    /// <param name="best">The best round of one that stopped early, or 0.</param>
    public static string Classifier(string text, string classes, int best = 0) => Object("LGBMClassifier", "lightgbm.sklearn", new()
    {
        ["_Booster"] = Booster(text, best),
        ["_best_iteration"] = Scalar(best),
        ["_n_features_in"] = Scalar(2),
        ["_le"] = Object("LabelEncoder", "sklearn.preprocessing._label", new() { ["classes_"] = classes }),
    });

    public static string Regressor(string text, int best = 0, string name = "LGBMRegressor") => Object(name, "lightgbm.sklearn", new() { ["_Booster"] = Booster(text, best) });

    public static string Booster(string text, int best) => Object("Booster", "lightgbm.basic", new() { ["_handle"] = Scalar(text), ["best_iteration"] = Scalar(best) });

    /// <summary>An array in an entry of its own.</summary>
    public static string Array(string file) => Node("ndarray", "numpy", "NdArrayNode", $"\"type\":\"numpy\",\"file\":\"{file}\"");

    /// <summary>An array of Python's strings.</summary>
    public static string Texts(params string[] texts) => Node(
        "ndarray",
        "numpy",
        "NdArrayNode",
        $"\"type\":\"json\",\"content\":[{string.Join(',', texts.Select(Scalar))}],\"shape\":{Node("tuple", "builtins", "TupleNode", $"\"content\":[{Scalar(texts.Length)}]")}");

    public static string Object(string name, string module, Dictionary<string, string> attributes) =>
        Node(name, module, "ObjectNode", $"\"content\":{Node("dict", "builtins", "DictNode", $"\"content\":{{{string.Join(',', attributes.Select(static pair => $"\"{pair.Key}\":{pair.Value}"))}}}")}");

    /// <summary>A pipeline of two steps.</summary>
    public static string Pipeline(string first, string last) => Object("Pipeline", "sklearn.pipeline", new()
    {
        ["steps"] = Node("list", "builtins", "ListNode", $"\"content\":[{Step("first", first)},{Step("last", last)}]"),
    });

    public static string Scalar(string text) => Json(Quote(text));

    public static string Scalar(int number) => Json(number.ToString(System.Globalization.CultureInfo.InvariantCulture));

    /// <summary>The archive.</summary>
    /// <param name="root">The object that was saved.</param>
    /// <param name="arrays">Numbers or fixed texts by the names of their entries.</param>
    public static byte[] Of(string root, params (string File, Array Values)[] arrays)
    {
        using MemoryStream stream = new();
        using (ZipArchive zip = new(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            Add(zip, "schema.json", Encoding.UTF8.GetBytes(root[..^1] + ",\"protocol\":2,\"_skops_version\":\"0.16.0\"}"));
            foreach ((string file, Array values) in arrays)
            {
                Add(zip, file, Npy(values));
            }
        }

        return stream.ToArray();
    }

    private static string Json(string content) => Node("str", "builtins", "JsonNode", $"\"content\":{Quote(content)},\"is_json\":true");

    private static string Node(string name, string module, string loader, string rest) =>
        $"{{\"__class__\":\"{name}\",\"__module__\":\"{module}\",\"__loader__\":\"{loader}\",{rest}}}";

    private static string Step(string name, string model) => Node("tuple", "builtins", "TupleNode", $"\"content\":[{Scalar(name)},{model}]");

    private static string Quote(string text) => $"\"{JsonEncodedText.Encode(text)}\"";

    private static void Add(ZipArchive zip, string name, byte[] content)
    {
        using Stream entry = zip.CreateEntry(name, CompressionLevel.NoCompression).Open();
        entry.Write(content);
    }

    private static byte[] Npy(Array values)
    {
        int width = values is string[] texts ? texts.Max(static text => text.Length) : 0;
        string type = values switch { string[] => $"<U{width}", double[] => "<f8", _ => "<i8" };
        byte[] header = Encoding.ASCII.GetBytes($"{{'descr': '{type}', 'fortran_order': False, 'shape': ({values.Length},), }}".PadRight(117) + "\n");
        byte[] data = values switch
        {
            string[] strings => [.. strings.SelectMany(text => Encoding.UTF32.GetBytes(text.PadRight(width, '\0')))],
            double[] numbers => [.. numbers.SelectMany(BitConverter.GetBytes)],
            _ => [.. ((long[])values).SelectMany(BitConverter.GetBytes)],
        };
        return [0x93, .. "NUMPY"u8, 1, 0, (byte)header.Length, 0, .. header, .. data];
    }
}
