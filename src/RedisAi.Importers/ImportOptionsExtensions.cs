namespace RedisAi.Importers;

/// <summary>Gives <see cref="ModelOptions"/> what importers want to know.</summary>
public static class ImportOptionsExtensions
{
    /// <summary>Sets what is known of the model besides its file; without effect on models that are not imported.</summary>
    /// <param name="options">The options of the model.</param>
    /// <param name="configure">Called once, before this returns.</param>
    /// <returns>The same options.</returns>
    public static ModelOptions ConfigureImport(this ModelOptions options, Action<ImportOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(configure);
        configure(options.GetBackendOptions<ImportOptions>());
        return options;
    }
}
