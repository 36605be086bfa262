using RedisAi.Importers.Skops;

namespace RedisAi.Importers.Sklearn;

/// <summary>Which version of the library made a model.</summary>
internal static class SklearnVersion
{
    /// <summary>Major and minor number; 1.0 where the model does not say.</summary>
    public static Version Of(SkopsObject model)
    {
        string[] parts = (model.Find("_sklearn_version") as SkopsScalar)?.Value is string text ? text.Split('.') : [];
        return parts.Length >= 2 && ushort.TryParse(parts[0], out ushort major) && ushort.TryParse(parts[1], out ushort minor) ? new Version(major, minor) : new Version(1, 0);
    }

    /// <summary>Whether it is this version or a later one.</summary>
    public static bool IsAtLeast(this SkopsObject model, int major, int minor) => Of(model) >= new Version(major, minor);
}
