using System.Globalization;
using System.Text;
using System.Text.Json;

namespace RedisAi.Importers.TorchExport;

/// <summary>What outputs are called: by the keys of the dictionaries, and the fields of the named tuples, that the module gives.</summary>
internal static class OutputNames
{
    private const int MaxDepth = 32;
    private const int MaxNameLength = 200;

    /// <summary>Finds a name for each value that the module gives, in order; null where the structure has no names, or none that can be told apart.</summary>
    /// <param name="module">The <c>graph_module</c> of the program.</param>
    /// <param name="count">How many values there are.</param>
    public static string[]? Find(JsonPart module, int count)
    {
        try
        {
            JsonPart? call = module["module_call_graph"].Items.Cast<JsonPart?>().FirstOrDefault(static entry => entry!.Value["fqn"].Text.Length == 0);
            if (call?.Find("signature")?.Find("out_spec") is not { } spec)
            {
                return null;
            }

            using JsonDocument document = Parse(spec.Text);
            List<string> names = [];
            bool isNamed = new JsonPart(document.RootElement, "out_spec").Items.ElementAtOrDefault(1) is var root && Add(root, "", names, module, depth: 0);
            return isNamed && names.Count == count && names.TrueForAll(static name => name.Length is > 0 and <= MaxNameLength) && names.Distinct(StringComparer.Ordinal).Count() == count
                ? [.. names]
                : null;
        }
        catch (InvalidDataException)
        {
            // The values are there all the same, and get numbers.
            return null;
        }
    }

    /// <summary>Adds the names of what is within a part of the structure.</summary>
    /// <returns>Whether any part of them is a name, and not a number.</returns>
    private static bool Add(JsonPart part, string path, List<string> names, JsonPart module, int depth)
    {
        if (part.Find("type") is not { } type)
        {
            names.Add(path);
            return false;
        }

        if (depth >= MaxDepth)
        {
            throw part.Damage($"is more than {MaxDepth} levels deep");
        }

        string[]? fields = Fields(part, type.Text, module);
        bool isNamed = fields is not null;
        int index = 0;
        foreach (JsonPart child in part["children_spec"].Items)
        {
            string field = fields is null ? index.ToString(CultureInfo.InvariantCulture) : index < fields.Length ? fields[index] : throw part.Damage("has fewer names than values");
            isNamed |= Add(child, path.Length == 0 ? field : $"{path}.{field}", names, module, depth + 1);
            index++;
        }

        return isNamed;
    }

    /// <summary>The names of the children: the fields of a named tuple, or the keys that a dictionary, or a class that is like one, has as its context.</summary>
    private static string[]? Fields(JsonPart part, string type, JsonPart module)
    {
        if (type is "builtins.tuple" or "builtins.list" || part.Find("context") is not { } context)
        {
            return null;
        }

        if (module.Find("treespec_namedtuple_fields")?.Find(context.Text.Trim('"')) is { } tuple)
        {
            return [.. tuple["field_names"].Items.Select(static field => field.Text)];
        }

        using JsonDocument document = Parse(context.Text);
        JsonElement root = document.RootElement;
        int children = part["children_spec"].Count;

        // Data classes have the fields that are given, and those that are None.
        return Names(root, children) ?? (root.ValueKind == JsonValueKind.Array && root.GetArrayLength() == 2 ? Names(root[0], children) : null);
    }

    private static string[]? Names(JsonElement keys, int count) =>
        count > 0 && keys.ValueKind == JsonValueKind.Array && keys.GetArrayLength() == count && keys.EnumerateArray().All(static key => key.ValueKind is JsonValueKind.String or JsonValueKind.Number)
            ? [.. keys.EnumerateArray().Select(static key => key.ToString())]
            : null;

    private static JsonDocument Parse(string text) => JsonFile.Parse(Encoding.UTF8.GetBytes(text), "out_spec");
}
