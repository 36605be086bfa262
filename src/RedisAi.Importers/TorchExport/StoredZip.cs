using System.Buffers.Binary;
using System.Text;

namespace RedisAi.Importers.TorchExport;

/// <summary>Writes a zip archive as PyTorch does: nothing compressed, and each file at a multiple of 64 bytes. Weights are read straight into it.</summary>
internal static class StoredZip
{
    private const int Alignment = 64;
    private const int LocalHeaderBytes = 30;
    private const int CentralHeaderBytes = 46;
    private const int EndBytes = 22;
    private const int ExtraHeaderBytes = 4;
    private const ushort Version = 20;

    /// <summary>The first day that these archives know, 1980-01-01.</summary>
    private const ushort FirstDay = 0x21;

    /// <summary>Writes an archive.</summary>
    /// <exception cref="InvalidDataException">It would be larger than an array can be.</exception>
    public static byte[] Write(IReadOnlyList<ZipPart> parts)
    {
        long[] starts = new long[parts.Count];
        long end = 0;
        long directory = 0;
        for (int i = 0; i < parts.Count; i++)
        {
            int name = Encoding.UTF8.GetByteCount(parts[i].Name);
            starts[i] = Align(end + LocalHeaderBytes + name + ExtraHeaderBytes);
            end = starts[i] + parts[i].Length;
            directory += CentralHeaderBytes + name;
        }

        long total = end + directory + EndBytes;
        if (total > Array.MaxLength || parts.Count > ushort.MaxValue)
        {
            throw new InvalidDataException($"the model has {total} bytes in {parts.Count} files; {Array.MaxLength} bytes in {ushort.MaxValue} files are the most that is imported. Save it with torch.jit instead.");
        }

        byte[] archive = GC.AllocateUninitializedArray<byte>((int)total);
        Writer writer = new(archive);
        uint[] sums = new uint[parts.Count];
        int[] headers = new int[parts.Count];
        for (int i = 0; i < parts.Count; i++)
        {
            sums[i] = parts[i].Fill(archive.AsSpan((int)starts[i], parts[i].Length));
            headers[i] = writer.At;
            writer.Int(0x04034B50);
            writer.Common(parts[i], sums[i]);
            writer.Short((ushort)(starts[i] - writer.At - sizeof(ushort) - Encoding.UTF8.GetByteCount(parts[i].Name)));
            writer.Text(parts[i].Name);
            writer.Padding((int)starts[i]);
            writer.At += parts[i].Length;
        }

        for (int i = 0; i < parts.Count; i++)
        {
            writer.Int(0x02014B50);
            writer.Short(Version);
            writer.Common(parts[i], sums[i]);

            // Neither more fields nor a comment, disk 0, no attributes.
            writer.Zeros(sizeof(ushort) * 4 + sizeof(uint));
            writer.Int((uint)headers[i]);
            writer.Text(parts[i].Name);
        }

        writer.Int(0x06054B50);
        writer.Int(0);
        writer.Short((ushort)parts.Count);
        writer.Short((ushort)parts.Count);
        writer.Int((uint)directory);
        writer.Int((uint)end);
        writer.Short(0);
        return archive;
    }

    private static long Align(long position) => (position + Alignment - 1) / Alignment * Alignment;

    /// <summary>Writes numbers of zip archives one after the other.</summary>
    private ref struct Writer(Span<byte> target)
    {
        private readonly Span<byte> _target = target;

        public int At { get; set; }

        public void Short(ushort value)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(_target[At..], value);
            At += sizeof(ushort);
        }

        public void Int(uint value)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(_target[At..], value);
            At += sizeof(uint);
        }

        public void Text(string value) => At += Encoding.UTF8.GetBytes(value, _target[At..]);

        public void Zeros(int count)
        {
            _target.Slice(At, count).Clear();
            At += count;
        }

        /// <summary>A field of no meaning, which ends where the content begins; PyTorch calls it FB.</summary>
        public void Padding(int contentAt)
        {
            Short(0x4246);
            Short((ushort)(contentAt - At - sizeof(ushort)));
            Zeros(contentAt - At);
        }

        /// <summary>What both headers of a file have, up to the length of its name.</summary>
        public void Common(ZipPart part, uint sum)
        {
            Short(Version);
            Short(0);
            Short(0);
            Short(0);
            Short(FirstDay);
            Int(sum);
            Int((uint)part.Length);
            Int((uint)part.Length);
            Short((ushort)Encoding.UTF8.GetByteCount(part.Name));
        }
    }
}
