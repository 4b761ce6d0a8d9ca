package org.rollcall.guard;

import java.util.Hashtable;
import javax.naming.Context;
import javax.naming.Name;
import javax.naming.RefAddr;
import javax.naming.Reference;
import javax.naming.spi.ObjectFactory;
import org.apache.catalina.UserDatabase;
import org.jspecify.annotations.Nullable;

/** Opens the logins of the file that the resource's {@code pathname} names, for Tomcat's {@code factory}. */
public final class KeptUsersFactory implements ObjectFactory {
    @Override
    @SuppressWarnings("JdkObsolete") // the interface is older than Map
    public @Nullable Object getObjectInstance(Object from, Name name, Context context, Hashtable<?, ?> environment)
            throws Exception {
        if (!(from instanceof Reference reference)
                || !UserDatabase.class.getName().equals(reference.getClassName())) {
            return null; // as the interface asks: somebody else's
        }
        RefAddr pathname = reference.get("pathname");
        if (pathname == null) {
            throw new IllegalArgumentException("the resource " + name + " has no pathname");
        }
        KeptUsers users = new KeptUsers(name.toString(), pathname.getContent().toString(), System::nanoTime);
        users.openFirst();
        return users;
    }
}
