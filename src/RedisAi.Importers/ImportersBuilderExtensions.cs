using Microsoft.Extensions.DependencyInjection.Extensions;
using RedisAi;
using RedisAi.Backends;
using RedisAi.Importers;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds importers to an engine in a host.</summary>
public static class ImportersBuilderExtensions
{
    /// <summary>Adds the importers of XGBoost, LightGBM, scikit-learn and torch.export. Models of the first three run on the ONNX backend, the last on the Torch backend, which are added beside.</summary>
    /// <param name="builder">The builder that AddRedisAi gave.</param>
    /// <returns>The same builder.</returns>
    public static RedisAiBuilder AddImporters(this RedisAiBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        foreach (IModelImporter importer in ModelImporters.All)
        {
            builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IModelImporter>(importer));
        }

        return builder;
    }
}
