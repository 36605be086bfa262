using RedisAi.Backends;
using RedisAi.Importers.LightGBM;
using RedisAi.Importers.Sklearn;
using RedisAi.Importers.Skops;

namespace RedisAi.Importers;

/// <summary>Reads archives of skops: which library's model is in one decides who makes a graph of it.</summary>
internal sealed class SkopsImporter : IModelImporter
{
    /// <summary>The libraries by the first part of their modules.</summary>
    private static readonly Dictionary<string, Func<SkopsObject, ImportOptions, ReadOnlyMemory<byte>>> s_libraries = new(StringComparer.Ordinal)
    {
        ["sklearn"] = SklearnImport.ToOnnx,
        ["lightgbm"] = LightGbmSkops.ToOnnx,
    };

    public string Format => "skops";

    public bool Recognizes(ModelContent content) => (content.IsZip || SkopsFormat.IsNamedSo(content)) && SkopsArchive.IsOne(content);

    public ImportedModel Import(ModelContent content, LoadOptions options, CancellationToken cancellationToken)
    {
        using SkopsArchive archive = SkopsArchive.Open(content, cancellationToken);
        string library = archive.Root.Class.Split('.')[0];
        if (!s_libraries.TryGetValue(library, out Func<SkopsObject, ImportOptions, ReadOnlyMemory<byte>>? toOnnx))
        {
            throw new ModelLoadException($"The archive holds a {archive.Root.Class}; models of {string.Join(" and ", s_libraries.Keys)} are supported.");
        }

        ImportOptions import = ImportOptions.Of(options);
        RequireClass(archive.Root, import);
        return new ImportedModel("ONNX", toOnnx(archive.Root, import));
    }

    /// <summary>An archive says itself of which class it is. Modules have changed between versions, and are not compared.</summary>
    private static void RequireClass(SkopsObject root, ImportOptions options)
    {
        if (options.AsksForClass && options.ModelClass!.Split('.')[^1] != root.ClassName)
        {
            throw new ModelLoadException($"The import option ModelClass is '{options.ModelClass}', but the archive holds a {root.Class}.");
        }
    }
}
