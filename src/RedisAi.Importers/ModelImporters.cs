using RedisAi.Backends;
using RedisAi.Importers.LightGBM;
using RedisAi.Importers.XGBoost;

namespace RedisAi.Importers;

/// <summary>The importers of this package.</summary>
public static class ModelImporters
{
    /// <summary>Gets all of them, for <see cref="RedisAiOptions.Importers"/>; in a host, AddImporters adds them.</summary>
    public static IReadOnlyList<IModelImporter> All { get; } =
    [
        new LightGbmImporter(),
        new SkopsImporter(),
        new XgbImporter(),
    ];

    /// <summary>Adds all of them to the settings of an engine.</summary>
    /// <param name="options">The settings.</param>
    /// <returns>The same settings.</returns>
    public static RedisAiOptions AddImporters(this RedisAiOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        foreach (IModelImporter importer in All.Except(options.Importers))
        {
            options.Importers.Add(importer);
        }

        return options;
    }
}
