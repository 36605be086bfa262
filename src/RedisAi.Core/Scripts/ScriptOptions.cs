using System.Text.Json;
using RedisAi.Persistence;

namespace RedisAi;

/// <summary>How a script is compiled and run.</summary>
/// <remarks>A registry takes a copy when the script is stored; later changes have no effect.</remarks>
public sealed class ScriptOptions : LoadOptions
{
    /// <summary>Gets the names of the functions that are meant to be called: storing the script checks that they exist and can be.</summary>
    /// <value>The default is empty: nothing is checked. Other functions may be called too.</value>
    public IList<string> EntryPoints { get; } = [];

    /// <summary>Gets or sets whether the script may read and write files.</summary>
    /// <value>The default is <see langword="false"/>: a script that could is refused when it is stored.</value>
    public bool AllowFileAccess { get; set; }

    /// <summary>Looks at the functions of a script in place of the engine, and throws what says why they will not do; null for the engine.</summary>
    internal Action<IReadOnlyList<ScriptFunction>>? Check { get; set; }

    internal ScriptOptions Copy()
    {
        ScriptOptions copy = new() { AllowFileAccess = AllowFileAccess, Check = Check };
        CopyTo(copy);
        foreach (string name in EntryPoints)
        {
            copy.EntryPoints.Add(name);
        }

        return copy;
    }

    internal override void WriteTo(Utf8JsonWriter json)
    {
        base.WriteTo(json);
        json.WriteTexts("entryPoints", EntryPoints);
        json.WriteBoolean("allowFileAccess", AllowFileAccess);
    }

    internal override void ReadFrom(JsonElement json)
    {
        base.ReadFrom(json);
        foreach (string name in json.Texts("entryPoints"))
        {
            EntryPoints.Add(name);
        }

        AllowFileAccess = json.Truth("allowFileAccess") ?? false;
    }

    internal override void Validate()
    {
        base.Validate();
        HashSet<string> names = [];
        foreach (string name in EntryPoints)
        {
            if (string.IsNullOrEmpty(name) || !names.Add(name))
            {
                throw new ArgumentException($"The name '{name}' in EntryPoints is empty or comes twice.", nameof(EntryPoints));
            }
        }
    }
}
