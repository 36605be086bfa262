using System.Buffers.Binary;
using System.Text;

namespace RedisAi.Tensors.Formats;

/// <summary>What an .npy file says about its array, before the elements.</summary>
/// <param name="Element">The type of the elements.</param>
/// <param name="Shape">The lengths of the axes.</param>
/// <param name="FortranOrder">Whether the first axis, not the last, is the one whose elements are side by side.</param>
internal sealed record NpyHeader(NpyElement Element, TensorShape Shape, bool FortranOrder)
{
    /// <summary>The most bytes of text that are read. Of the arrays that are not refused, none comes near.</summary>
    private const int MaxTextBytes = 1 << 20;

    /// <summary>Magic bytes and version.</summary>
    private const int PrefixBytes = 8;

    /// <summary>The elements start at a multiple of this, for those who map the file into memory.</summary>
    private const int Alignment = 64;

    private static ReadOnlySpan<byte> Magic => [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y'];

    /// <summary>The bytes that the elements take in the file.</summary>
    public long DataBytes => Shape.ElementCount * Element.ByteSize;

    /// <summary>Reads a header of version 1.0, 2.0 or 3.0, and leaves the stream at the first element.</summary>
    /// <exception cref="InvalidDataException">It is no .npy header, has a fault, or its array is of a kind that no tensor can hold.</exception>
    public static NpyHeader Read(Stream stream, FormatSource source)
    {
        Span<byte> prefix = stackalloc byte[PrefixBytes];
        Fill(stream, prefix, source);
        if (!prefix.StartsWith(Magic))
        {
            throw source.Unreadable("it does not start as an .npy file does.");
        }

        // The versions differ in the width of the length and in the text's encoding; what is accepted below is ASCII in all of them.
        int lengthBytes = (prefix[6], prefix[7]) switch
        {
            (1, 0) => sizeof(ushort),
            (2, 0) or (3, 0) => sizeof(uint),
            var (major, minor) => throw source.Unreadable($"it is of version {major}.{minor} of the .npy format; 1.0, 2.0 and 3.0 are known."),
        };
        Span<byte> length = stackalloc byte[sizeof(uint)];
        length.Clear();
        Fill(stream, length[..lengthBytes], source);
        uint textBytes = BinaryPrimitives.ReadUInt32LittleEndian(length);
        if (textBytes > MaxTextBytes)
        {
            throw source.Unreadable($"its header is said to have {textBytes} bytes; {MaxTextBytes} are allowed.");
        }

        byte[] text = new byte[textBytes];
        Fill(stream, text, source);
        return Parse(text, source);
    }

    /// <summary>The header as bytes, of version 1.0.</summary>
    public byte[] ToBytes()
    {
        // With 64 axes at most, it is far from the 64 KiB that version 1.0 allows. A tuple of one has a comma in Python.
        string axes = string.Join(", ", Shape.Dimensions.ToArray()) + (Shape.Rank == 1 ? "," : "");
        string text = $"{{'descr': '{Element}', 'fortran_order': {(FortranOrder ? "True" : "False")}, 'shape': ({axes}), }}";
        const int Before = PrefixBytes + sizeof(ushort);
        int total = (Before + text.Length + 1 + (Alignment - 1)) & ~(Alignment - 1);

        byte[] bytes = new byte[total];
        Magic.CopyTo(bytes);
        bytes[6] = 1;
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(PrefixBytes), (ushort)(total - Before));
        bytes.AsSpan(Before).Fill((byte)' ');
        Encoding.ASCII.GetBytes(text, bytes.AsSpan(Before));
        bytes[^1] = (byte)'\n';
        return bytes;
    }

    private static NpyHeader Parse(ReadOnlySpan<byte> text, FormatSource source)
    {
        NpyHeaderFacts facts;
        try
        {
            facts = new NpyHeaderText(text).Read();
        }
        catch (FormatException error)
        {
            throw source.Unreadable($"{error.Message}.", error);
        }

        NpyElement element = NpyElement.Parse(facts.Descr ?? throw source.Unreadable("its elements are records, which no tensor here can hold."), source);
        return new NpyHeader(element, source.Shape("its array", facts.Shape, element.ByteSize), facts.FortranOrder);
    }

    private static void Fill(Stream stream, Span<byte> bytes, FormatSource source)
    {
        if (stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false) < bytes.Length)
        {
            throw source.Unreadable("it ends inside the header.");
        }
    }
}
