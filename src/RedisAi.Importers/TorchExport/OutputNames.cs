using System.Globalization;
using System.Text.Json;

namespace RedisAi.Importers.TorchExport;

/// <summary>What outputs are called: by the keys of the dictionaries, and the fields of the named tuples, that the module gives.</summary>
internal static class OutputNames
{
    private const int MaxDepth = 32;
    private const int MaxNameLength = 200;

    /// <summary>Finds a name for each value that the module gives, in order; null where the structure has no names.</summary>
    /// <param name="module">The <c>graph_module</c> of the program.</param>
    /// <param name="count">How many values there are.</param>
    public static string[]? Find(JsonPart module, int count)
    {
        JsonPart? call = module["module_call_graph"].Items.Cast<JsonPart?>().FirstOrDefault(static entry => entry!.Value["fqn"].Text.Length == 0);
        if (call?.Find("signature")?.Find("out_spec") is not { } spec)
        {
            return null;
        }

        using JsonDocument document = JsonFile.Parse(System.Text.Encoding.UTF8.GetBytes(spec.Text), "out_spec");
        JsonPart[] versioned = [.. new JsonPart(document.RootElement, "out_spec").Items];
        if (versioned is not [_, var root])
        {
            throw spec.Damage("is no structure of version 1");
        }

        List<string> names = [];
        bool isNamed = Add(root, "", names, module, depth: 0);
        return names.Count != count ? throw spec.Damage($"has {names.Count} values; the graph gives {count}")
            : isNamed && names.TrueForAll(static name => name.Length is > 0 and <= MaxNameLength) && names.Distinct(StringComparer.Ordinal).Count() == count ? [.. names]
            : null;
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

    /// <summary>The names of the children: the keys that a dictionary, or a class of the user's that is like one, has as its context.</summary>
    private static string[]? Fields(JsonPart part, string type, JsonPart module)
    {
        if (part.Find("context") is not { } context)
        {
            return null;
        }

        using JsonDocument document = JsonFile.Parse(System.Text.Encoding.UTF8.GetBytes(context.Text), "out_spec");
        JsonElement root = document.RootElement;
        if (root.ValueKind == JsonValueKind.String && module.Find("treespec_namedtuple_fields")?.Find(root.GetString()!) is { } tuple)
        {
            return [.. tuple["field_names"].Items.Select(static field => field.Text)];
        }

        bool areNames = root.ValueKind == JsonValueKind.Array && root.GetArrayLength() == part["children_spec"].Count && root.GetArrayLength() > 0
            && type is not ("builtins.tuple" or "builtins.list")
            && root.EnumerateArray().All(static name => name.ValueKind is JsonValueKind.String or JsonValueKind.Number);
        return areNames ? [.. root.EnumerateArray().Select(static name => name.ToString())] : null;
    }
}
