using System.Runtime.InteropServices;
using System.Text;

namespace RedisAi.Backends.Torch.Interop;

// The structs of native/include/redisai_torch.h, field by field; a change there raises RAIT_ABI_VERSION.

/// <summary>UTF-8 text: <c>rait_text</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly unsafe struct RaitText(byte* data, long length)
{
    public readonly byte* Data = data;
    public readonly long Length = length;

    public ReadOnlySpan<byte> Bytes => new(Data, checked((int)Length));

    /// <summary>The text, for messages and names: what is no UTF-8 is replaced.</summary>
    public override string ToString() => Utf8Text.Replacing.GetString(Bytes);

    /// <summary>The text, where it must be that text and no other.</summary>
    /// <exception cref="DecoderFallbackException">It is no UTF-8.</exception>
    public string Decode() => Utf8Text.Strict.GetString(Bytes);
}

/// <summary>A dense tensor: <c>rait_tensor</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct RaitTensor
{
    public void* Data;
    public long* Dims;
    public long Rank;
    public int Type;
    public int Reserved;
    public nint Owner;
    public RaitText Name;

    public readonly nint Address => (nint)Data;

    /// <summary>The elements of a tensor that has as many bytes.</summary>
    public readonly ReadOnlySpan<byte> Bytes(long length) => new(Data, checked((int)length));

    /// <summary>The elements of a tensor of texts.</summary>
    public readonly ReadOnlySpan<RaitText> Texts(long count) => new(Data, checked((int)count));
}

/// <summary>A part of a keyspace's reply: <c>rait_reply</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct RaitReply
{
    public int Kind;
    public int Reserved;
    public long Value;
    public RaitText Text;
}

/// <summary>The callbacks: <c>rait_host</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct RaitHost
{
    public delegate* unmanaged[Cdecl]<nint, nint, nint> Retain;
    public delegate* unmanaged[Cdecl]<nint, void> Release;
    public delegate* unmanaged[Cdecl]<nint, RaitText, RaitText*, long, RaitReply**, RaitText*, int> ExecuteCommand;
    public delegate* unmanaged[Cdecl]<nint, RaitText, RaitTensor*, long, RaitTensor*, long, RaitText*, int> RunModel;
    public delegate* unmanaged[Cdecl]<nint, RaitText, RaitTensor*, RaitText*, int> GetTensor;
    public delegate* unmanaged[Cdecl]<nint, RaitText, RaitTensor*, RaitText*, int> SetTensor;
}

/// <summary>A parameter as it is written: <c>rait_parameter</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct RaitParameter
{
    public RaitText Name;
    public RaitText Type;
    public int HasDefault;
    public int Reserved;
}

/// <summary>An input or output of a function: <c>rait_slot</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct RaitSlot
{
    public RaitText Name;
    public int Type;
    public int Rank;
    public int Optional;
    public int Variadic;
}

/// <summary>A function: <c>rait_function</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct RaitFunction
{
    public RaitText Name;
    public RaitText Declaration;
    public RaitParameter* Parameters;
    public long ParameterCount;
    public RaitSlot* Inputs;
    public long InputCount;
    public RaitSlot* Outputs;
    public long OutputCount;
    public RaitText Unsupported;

    public readonly ReadOnlySpan<RaitParameter> ParameterSpan => new(Parameters, checked((int)ParameterCount));

    public readonly ReadOnlySpan<RaitSlot> InputSpan => new(Inputs, checked((int)InputCount));

    /// <summary>The outputs; none where only a run tells them.</summary>
    public readonly ReadOnlySpan<RaitSlot> OutputSpan => new(Outputs, checked((int)Math.Max(OutputCount, 0)));
}

/// <summary>How to load: <c>rait_load_options</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct RaitLoadOptions
{
    public int DeviceIndex;
    public int Optimize;
    public int AllowFiles;
    public int Threads;
}

/// <summary>What to run: <c>rait_call</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct RaitCall
{
    public long Function;
    public RaitTensor* Inputs;
    public long InputCount;
    public RaitText* Keys;
    public long KeyCount;
    public RaitText* Args;
    public long ArgCount;
    public nint Context;
}
