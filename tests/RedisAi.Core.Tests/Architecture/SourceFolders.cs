using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;

namespace RedisAi.Tests.Architecture;

/// <summary>In which folder of its project each type of an assembly is written, as its debug symbols tell.</summary>
internal sealed class SourceFolders
{
    /// <summary>The documents of types that have no code, such as interfaces and enums; Portable PDB format, custom debug information.</summary>
    private static readonly Guid s_typeDocuments = new("932E74BC-DBA9-4478-8D46-0F32A7BAB3D3");

    private readonly Dictionary<int, string> _folders = [];
    private readonly string _project;

    public SourceFolders(Assembly assembly)
    {
        _project = $"/{assembly.GetName().Name}/";
        using FileStream file = File.OpenRead(Path.ChangeExtension(assembly.Location, ".pdb"));
        using MetadataReaderProvider provider = MetadataReaderProvider.FromPortablePdbStream(file);
        MetadataReader symbols = provider.GetMetadataReader();
        foreach (Type type in assembly.GetTypes())
        {
            if (FolderOf(type, symbols) is { } folder)
            {
                _folders[type.MetadataToken] = folder;
            }
        }
    }

    /// <summary>The folder, such as <c>Dags/Text</c>; empty for the project's own; null for what the compiler has made.</summary>
    public string? Of(Type type) => _folders.TryGetValue(type.MetadataToken, out string? folder) ? folder : type.DeclaringType is { } outer ? Of(outer) : null;

    private string? FolderOf(Type type, MetadataReader symbols) =>
        Documents(type, symbols).Select(document => FolderOf(symbols.GetString(symbols.GetDocument(document).Name))).FirstOrDefault(static folder => folder is not null);

    private static IEnumerable<DocumentHandle> Documents(Type type, MetadataReader symbols)
    {
        foreach (CustomDebugInformationHandle handle in symbols.GetCustomDebugInformation(MetadataTokens.EntityHandle(type.MetadataToken)))
        {
            CustomDebugInformation information = symbols.GetCustomDebugInformation(handle);
            if (symbols.GetGuid(information.Kind) != s_typeDocuments)
            {
                continue;
            }

            BlobReader documents = symbols.GetBlobReader(information.Value);
            while (documents.RemainingBytes > 0)
            {
                yield return MetadataTokens.DocumentHandle(documents.ReadCompressedInteger());
            }
        }

        const BindingFlags All = BindingFlags.DeclaredOnly | BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic;
        foreach (MethodBase method in type.GetMethods(All).Cast<MethodBase>().Concat(type.GetConstructors(All)))
        {
            MethodDebugInformation information = symbols.GetMethodDebugInformation(MetadataTokens.MethodDefinitionHandle(method.MetadataToken & 0xFFFFFF));
            if (!information.Document.IsNil)
            {
                yield return information.Document;
            }
        }
    }

    private string? FolderOf(string path)
    {
        path = path.Replace('\\', '/');
        int start = path.LastIndexOf(_project, StringComparison.Ordinal);
        if (start < 0 || path.Contains("/obj/", StringComparison.Ordinal) || path.EndsWith(".g.cs", StringComparison.Ordinal))
        {
            return null;
        }

        string file = path[(start + _project.Length)..];
        return file.LastIndexOf('/') is var end and >= 0 ? file[..end] : "";
    }
}
