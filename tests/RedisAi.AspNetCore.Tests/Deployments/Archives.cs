using System.Formats.Tar;
using System.IO.Compression;
using System.Text;
using RedisAi.MLflow.Tests.Folders;

namespace RedisAi.AspNetCore.Tests.Deployments;

/// <summary>Archives, honest ones by the framework's writer.</summary>
internal static class Archives
{
    private const int Block = 512;

    /// <summary>What a folder has, as <c>tar -C FOLDER -c .</c> packs it.</summary>
    public static byte[] Of(ModelFolder folder, TarEntryFormat format = TarEntryFormat.Pax) => With(format, writer =>
    {
        writer.WriteEntry(Folder(format, "./"));
        foreach (string file in Directory.EnumerateFiles(folder.Path, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            string name = Path.GetRelativePath(folder.Path, file).Replace(Path.DirectorySeparatorChar, '/');
            using FileStream content = File.OpenRead(file);
            writer.WriteEntry(Entry(format, $"./{name}", content));
        }
    });

    /// <summary>An archive with files of some names, each with a few bytes.</summary>
    public static byte[] OfFiles(params string[] names) => With(TarEntryFormat.Pax, writer =>
    {
        foreach (string name in names)
        {
            writer.WriteEntry(Entry(TarEntryFormat.Pax, name, "x"u8.ToArray()));
        }
    });

    /// <summary>An archive with an entry of some type, named <c>odd</c>.</summary>
    public static byte[] OfType(TarEntryType type) => With(TarEntryFormat.Pax, writer =>
    {
        PaxTarEntry entry = new(type, "odd");
        if (type is TarEntryType.SymbolicLink or TarEntryType.HardLink)
        {
            entry.LinkName = "/etc/passwd";
        }

        writer.WriteEntry(entry);
    });

    public static byte[] With(TarEntryFormat format, Action<TarWriter> write)
    {
        using MemoryStream stream = new();
        using (TarWriter writer = new(stream, format, leaveOpen: true))
        {
            write(writer);
        }

        return stream.ToArray();
    }

    public static byte[] Packed(byte[] bytes)
    {
        using MemoryStream stream = new();
        using (GZipStream gzip = new(stream, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(bytes);
        }

        return stream.ToArray();
    }

    /// <summary>A header that says what an honest writer would not.</summary>
    /// <param name="name">The name.</param>
    /// <param name="size">The field of the size, in full.</param>
    /// <param name="type">The type.</param>
    public static byte[] Header(string name, string size, char type = '0')
    {
        byte[] block = new byte[Block];
        Encoding.UTF8.GetBytes(name).CopyTo(block, 0);
        Encoding.Latin1.GetBytes(size).CopyTo(block, 124);
        block[156] = (byte)type;
        "ustar\0"u8.CopyTo(block.AsSpan(257));
        block.AsSpan(148, 8).Fill((byte)' ');
        Encoding.ASCII.GetBytes(Convert.ToString(block.Sum(static value => value), 8).PadLeft(6, '0') + "\0 ").CopyTo(block, 148);
        return block;
    }

    public static TarEntry Entry(TarEntryFormat format, string name, byte[] bytes) => Entry(format, name, new MemoryStream(bytes));

    private static TarEntry Entry(TarEntryFormat format, string name, Stream content)
    {
        TarEntry entry = Make(format, format == TarEntryFormat.V7 ? TarEntryType.V7RegularFile : TarEntryType.RegularFile, name);
        entry.DataStream = content;
        return entry;
    }

    private static TarEntry Folder(TarEntryFormat format, string name) => Make(format, TarEntryType.Directory, name);

    private static TarEntry Make(TarEntryFormat format, TarEntryType type, string name) => format switch
    {
        TarEntryFormat.V7 => new V7TarEntry(type, name),
        TarEntryFormat.Ustar => new UstarTarEntry(type, name),
        TarEntryFormat.Gnu => new GnuTarEntry(type, name),
        _ => new PaxTarEntry(type, name),
    };
}
