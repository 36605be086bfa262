using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace RedisAi.PublicDocs;

/// <summary>Finds what users of an assembly can see: what is public, and what is protected in a type that they can derive from.</summary>
/// <remarks>Reads metadata only, so that what the assembly refers to need not be there.</remarks>
internal sealed class VisibleMembers
{
    private readonly MetadataReader _reader;
    private readonly DocumentationNames _names;
    private readonly List<VisibleMember> _found = [];

    private VisibleMembers(MetadataReader reader) => (_reader, _names) = (reader, new DocumentationNames(reader));

    /// <param name="assembly">The assembly; read, and closed.</param>
    public static IReadOnlyList<VisibleMember> Of(Stream assembly)
    {
        using PEReader file = new(assembly);
        VisibleMembers members = new(file.GetMetadataReader());
        foreach (TypeDefinitionHandle handle in members._reader.TypeDefinitions)
        {
            members.Add(handle);
        }

        return members._found;
    }

    private void Add(TypeDefinitionHandle handle)
    {
        TypeDefinition type = _reader.GetTypeDefinition(handle);
        if (!IsVisible(handle) || IsGenerated(type.GetCustomAttributes()))
        {
            return;
        }

        string name = _names.Of(handle);
        _found.Add(new VisibleMember($"T:{name}", IsImplicit: false));

        // What a delegate takes is documented with its type; an enumeration has its values only.
        string parent = BaseOf(type);
        if (parent == "System.MulticastDelegate")
        {
            return;
        }

        HashSet<MethodDefinitionHandle> accessors = [];
        foreach (PropertyDefinition property in type.GetProperties().Select(_reader.GetPropertyDefinition))
        {
            PropertyAccessors both = property.GetAccessors();
            accessors.UnionWith([both.Getter, both.Setter]);
            if (IsVisibleMethod(both.Getter) || IsVisibleMethod(both.Setter))
            {
                string parameters = DocumentationNames.ParametersOf(property.DecodeSignature(_names, null));
                _found.Add(new VisibleMember($"P:{name}.{Member(property.Name)}{parameters}", IsImplicit: IsGenerated(property.GetCustomAttributes()) || Member(property.Name) == "EqualityContract"));
            }
        }

        foreach (EventDefinition happening in type.GetEvents().Select(_reader.GetEventDefinition))
        {
            EventAccessors both = happening.GetAccessors();
            accessors.UnionWith([both.Adder, both.Remover]);
            if (IsVisibleMethod(both.Adder))
            {
                _found.Add(new VisibleMember($"E:{name}.{Member(happening.Name)}", IsImplicit: false));
            }
        }

        foreach (FieldDefinition field in type.GetFields().Select(_reader.GetFieldDefinition).Where(static field => IsVisible(field.Attributes)))
        {
            _found.Add(new VisibleMember($"F:{name}.{Member(field.Name)}", IsImplicit: field.Attributes.HasFlag(FieldAttributes.SpecialName)));
        }

        foreach (MethodDefinitionHandle method in type.GetMethods().Where(method => !accessors.Contains(method) && IsVisibleMethod(method)))
        {
            AddMethod(name, _reader.GetMethodDefinition(method));
        }
    }

    private void AddMethod(string type, MethodDefinition method)
    {
        MethodSignature<string> signature = method.DecodeSignature(_names, null);
        string name = Member(method.Name);
        bool isImplicit = IsGenerated(method.GetCustomAttributes()) || (name == "#ctor" && signature.ParameterTypes.IsEmpty);
        string arity = signature.GenericParameterCount > 0 ? $"``{signature.GenericParameterCount}" : "";
        string result = name is "op_Implicit" or "op_Explicit" ? $"~{signature.ReturnType}" : "";
        _found.Add(new VisibleMember($"M:{type}.{name}{arity}{DocumentationNames.ParametersOf(signature)}{result}", isImplicit));
    }

    private bool IsVisible(TypeDefinitionHandle handle)
    {
        TypeDefinition type = _reader.GetTypeDefinition(handle);
        return (type.Attributes & TypeAttributes.VisibilityMask) switch
        {
            TypeAttributes.Public => true,
            TypeAttributes.NestedPublic or TypeAttributes.NestedFamily or TypeAttributes.NestedFamORAssem => IsVisible(type.GetDeclaringType()),
            _ => false,
        };
    }

    private bool IsVisibleMethod(MethodDefinitionHandle handle) =>
        !handle.IsNil && (_reader.GetMethodDefinition(handle).Attributes & MethodAttributes.MemberAccessMask) is MethodAttributes.Public or MethodAttributes.Family or MethodAttributes.FamORAssem;

    private static bool IsVisible(FieldAttributes attributes) =>
        (attributes & FieldAttributes.FieldAccessMask) is FieldAttributes.Public or FieldAttributes.Family or FieldAttributes.FamORAssem;

    private bool IsGenerated(CustomAttributeHandleCollection attributes) => attributes.Any(handle =>
        _reader.GetCustomAttribute(handle).Constructor is { Kind: HandleKind.MemberReference } constructor
        && _reader.GetMemberReference((MemberReferenceHandle)constructor).Parent is { Kind: HandleKind.TypeReference } type
        && _names.Of((TypeReferenceHandle)type) == "System.Runtime.CompilerServices.CompilerGeneratedAttribute");

    private string BaseOf(TypeDefinition type) => type.BaseType.Kind == HandleKind.TypeReference ? _names.Of((TypeReferenceHandle)type.BaseType) : "";

    /// <summary>The name of a member: dots in it, as those of constructors and explicit implementations, are written as hashes.</summary>
    private string Member(StringHandle name) => _reader.GetString(name).Replace('.', '#');
}
